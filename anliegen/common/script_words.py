"""The words that scripts need, in the language of the page."""

from django.utils.translation import gettext as _

# What the portal's few scripts say; its first view has to be light.
_PORTAL = [
    "live-on",
    "live-off",
    "live-as-of",
    "one-new-message",
    "kept-at",
    "not-kept",
    "restored",
    "too-many-files",
    "file-chosen",
    "file-uploaded",
    "file-empty",
    "file-too-large",
    "upload-failed",
    "uploading",
    "retry",
    "remove",
    "waiting-for-files",
]


def portal_words() -> dict[str, str]:
    """Return those of the words that scripts of the portal need."""
    words = script_words()
    return {key: words[key] for key in _PORTAL}


def script_words() -> dict[str, str]:
    """Return key -> text; `{name}` in a text is filled in by the script."""
    words = {
        "draft-saved": _("Draft saved, {time}"),
        "ticket-free": _("The ticket is free again."),
        "draft-offline": _("No connection. Your text is kept in this browser."),
        "draft-too-long": _("The text is too long to be saved as a draft. It is kept in this browser."),
        "draft-other": _("Show the other version"),
        "results": _("{n} results"),
        "mention": _("Mention a colleague"),
        "new-tickets": _("Show {n} new tickets"),
        "one-new-ticket": _("Show 1 new ticket"),
        "new-tickets-said": _("{n} new tickets."),
        "one-new-ticket-said": _("1 new ticket."),
        "category-place": _("{name}: place {n} of {of}"),
        "order-not-stored": _("No connection. The order was not changed."),
        "left-list": _("No longer here"),
        "list-changed": _("The list has changed. Show it anew"),
        "earlier-shown": _("{n} earlier messages are shown above."),
        "critical": _("Critical: {subject}"),
        "new-messages": _("{n} new messages"),
        "one-new-message": _("1 new message"),
        "live-on": _("Live, connected"),
        "live-off": _("Disconnected, as of {time}"),
        "live-as-of": _("You see the state of {time}."),
        "place": _("{place} of {total}"),
        "undo-hint": _("Press Z to undo."),
        "undo": _("Undo"),
        "message-sent": _("Message sent."),
        "kept-at": _("Text kept, {time}"),
        "not-kept": _("This browser cannot keep the text."),
        "restored": _("Your text was restored."),
        "no-connection": _("Not saved: no connection. Please try again."),
        "selected": _("{n} selected"),
        "filter-first": _("Choose filters first; the bookmark beside them then saves them as a view."),
    }
    return words | _of_files() | _of_editor()


def _of_files() -> dict[str, str]:
    return {
        "too-many-files": _("At most {n} files are possible."),
        "file-chosen": _("{name} is being uploaded."),
        "file-uploaded": _("{name} was uploaded."),
        "file-empty": _("“{name}” is empty."),
        "file-too-large": _("“{name}” is {size}. Allowed are 25 MB per file."),
        "upload-failed": _("“{name}” could not be uploaded."),
        "uploading": _("{name} is being uploaded"),
        "retry": _("Upload {name} again"),
        "remove": _("Remove {name}"),
        "waiting-for-files": _("The message is sent as soon as all files are there."),
    }


def _of_editor() -> dict[str, str]:
    return {
        "formatting": _("Formatting"),
        "bold": _("Bold (Ctrl+B)"),
        "italic": _("Italic (Ctrl+I)"),
        "underline": _("Underline (Ctrl+U)"),
        "strike": _("Strikethrough"),
        "bullet-list": _("Bulleted list"),
        "ordered-list": _("Numbered list"),
        "quote": _("Quote"),
        "link": _("Link (Ctrl+K)"),
        "clear": _("Remove formatting"),
        "link-title": _("Link"),
        "link-address": _("Address of the link"),
        "link-remove": _("Remove link"),
        "link-invalid": _("Please enter an address such as firma.de, name@firma.de or 0341 123456."),
        "cancel": _("Cancel"),
        "apply": _("Apply"),
    }
