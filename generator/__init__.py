"""mdclient: makes a typed Python client of an API that is documented in Markdown."""
