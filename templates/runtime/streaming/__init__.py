"""Streamed responses, downloads and uploads."""
