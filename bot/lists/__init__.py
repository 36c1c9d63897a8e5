"""Reading and editing lists: the text stays, meaning is a view on it."""
