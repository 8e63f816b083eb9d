"""Requests and responses over httpx or aiohttp."""
