"""Views of the API classes whose methods leave the body of the answer unread."""
