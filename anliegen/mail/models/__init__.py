"""Rows of the mail package."""

from .outgoing import OutgoingMail, State

__all__ = ["OutgoingMail", "State"]
