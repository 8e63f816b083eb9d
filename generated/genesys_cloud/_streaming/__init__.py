"""Streaming views of the API classes: methods leave the body unread."""
