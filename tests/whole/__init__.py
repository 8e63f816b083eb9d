"""The client of a whole drop, held to what the documents say."""
