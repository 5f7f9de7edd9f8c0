"""Rows of the conversation package."""

from .attachment import Attachment
from .draft import Draft, DraftVersion
from .message import Message, TakenBack

__all__ = ["Attachment", "Draft", "DraftVersion", "Message", "TakenBack"]
