"""Views by resource; each is a few lines: door, form, action, answer."""
