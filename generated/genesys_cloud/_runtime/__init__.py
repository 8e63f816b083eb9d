"""Runtime of generated clients, which is the same for every API.

The same bytes lie in every generated client. Nothing here knows an API; what a platform
adds to its documents comes in as a `platform.Platform`. Importing this package loads
nothing: httpx is imported with the first request.
"""
