"""Dialect of a platform's pages: classes, definitions, and the index of the classes."""
