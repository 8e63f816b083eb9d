"""The two clients."""
