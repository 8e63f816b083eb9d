"""Credentials, tokens and stores, and the requests for tokens."""
