"""Settings of a client: where they come from, and options of its calls."""
