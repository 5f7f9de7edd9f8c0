"""Anliegen: a ticket system in which no request, no message and no typed word is lost."""

__version__ = "0.1.0"
