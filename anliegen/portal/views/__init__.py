"""Views of the portal: read a form, call one action, answer."""
