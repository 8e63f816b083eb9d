"""Encoding of bodies, and of values in paths, queries and headers."""
