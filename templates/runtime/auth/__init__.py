"""Credentials, tokens, token stores and token requests."""
