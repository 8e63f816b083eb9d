"""Modules of the API classes, which a client loads."""
