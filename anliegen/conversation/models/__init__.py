"""Rows of the conversation package."""

from .attachment import Attachment
from .draft import Draft, DraftVersion
from .message import Message, TakenBack
from .snippet import Snippet
from .storage import StoredBytes

__all__ = ["Attachment", "Draft", "DraftVersion", "Message", "Snippet", "StoredBytes", "TakenBack"]
