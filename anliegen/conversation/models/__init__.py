"""Rows of the conversation package."""

from .attachment import Attachment
from .draft import Draft, DraftVersion
from .message import Message, TakenBack
from .snippet import Snippet

__all__ = ["Attachment", "Draft", "DraftVersion", "Message", "Snippet", "TakenBack"]
