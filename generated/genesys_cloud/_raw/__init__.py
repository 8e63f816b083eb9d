"""Views of the API classes whose methods return the whole response."""
