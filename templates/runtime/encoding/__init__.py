"""Values as JSON, and as texts in paths, queries and headers."""
