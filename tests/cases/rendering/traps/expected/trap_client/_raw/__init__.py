"""Raw views of the API classes: methods return the whole response."""
