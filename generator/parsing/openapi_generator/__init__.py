"""Dialect of the pages that openapi-generator's Python templates write.

Names are in Python's spelling here. Only the variables of paths keep that of the wire.
"""
