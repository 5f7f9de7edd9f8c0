"""Keys of the domain put into words, at display time."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anliegen.common.numbers import whole_number


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


def bulk_notice(what: str, value: str, name: str, n: int) -> str:
    """Return the sentence after `n` tickets were changed. `name`: of the person or category chosen."""
    if what == "folder":
        text = _folder_notice(value, n)
    elif what == "status" and value == "closed":
        text = ngettext("%(n)s ticket was closed.", "%(n)s tickets were closed.", n)
    elif what == "assignee":
        text = _assignee_notice(name, n)
    else:
        text = _property_notice(what, n)
    words = {"status": status_word(value), "priority": priority_word(whole_number(value) or 0)}
    return text % {"n": n, "word": words.get(what, name)}


def _folder_notice(value: str, n: int) -> str:
    if value == "trash":
        return ngettext("%(n)s ticket is in the trash.", "%(n)s tickets are in the trash.", n)
    if value == "spam":
        return ngettext("%(n)s ticket is in the spam folder.", "%(n)s tickets are in the spam folder.", n)
    return ngettext("%(n)s ticket is back in the inbox.", "%(n)s tickets are back in the inbox.", n)


def _assignee_notice(name: str, n: int) -> str:
    if name:
        return ngettext("%(n)s ticket is assigned to %(word)s.", "%(n)s tickets are assigned to %(word)s.", n)
    return ngettext("%(n)s ticket is assigned to nobody.", "%(n)s tickets are assigned to nobody.", n)


def _property_notice(what: str, n: int) -> str:
    if what == "status":
        return ngettext(
            "%(n)s ticket now has the status “%(word)s”.", "%(n)s tickets now have the status “%(word)s”.", n
        )
    if what == "priority":
        return ngettext(
            "%(n)s ticket now has the priority “%(word)s”.",
            "%(n)s tickets now have the priority “%(word)s”.",
            n,
        )
    return ngettext(
        "%(n)s ticket now has the category “%(word)s”.", "%(n)s tickets now have the category “%(word)s”.", n
    )
