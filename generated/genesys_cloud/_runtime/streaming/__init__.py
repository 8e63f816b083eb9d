"""Responses read piece by piece, downloads and uploads."""
