"""Calls without I/O, and the two runners that do the I/O of calls."""
