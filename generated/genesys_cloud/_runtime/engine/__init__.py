"""Sans-I/O call flows, and the two runners that perform their I/O."""
