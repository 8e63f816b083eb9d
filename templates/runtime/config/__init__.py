"""Settings of a client, their sources, and options of its calls."""
