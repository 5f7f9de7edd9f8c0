"""Keys of the domain put into words, at display time."""

from django.utils.translation import gettext as _


def status_word(key: str) -> str:
    """Return the word for a status."""
    return {
        "open": _("Open"),
        "in_progress": _("In progress"),
        "waiting": _("Waiting for customer"),
        "closed": _("Closed"),
    }.get(key, key)


def priority_word(value: int) -> str:
    """Return the word for a priority."""
    return {1: _("Low"), 2: _("Normal"), 3: _("High"), 4: _("Critical")}.get(value, str(value))


def folder_word(key: str) -> str:
    """Return the word for a folder."""
    return {"inbox": _("Inbox"), "spam": _("Spam"), "trash": _("Trash")}.get(key, key)


def folder_notice(key: str) -> str:
    """Return the sentence after a ticket was moved; `%(number)s` is to be filled in."""
    return {
        "trash": _("Ticket #%(number)s is in the trash."),
        "spam": _("Ticket #%(number)s is in the spam folder."),
    }.get(key, _("Ticket #%(number)s is back in the inbox."))
