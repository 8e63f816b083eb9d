"""Sync and async client."""
