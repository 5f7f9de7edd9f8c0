"""The words that scripts need, in the language of the page."""

from django.utils.translation import gettext as _


def script_words() -> dict[str, str]:
    """Return key -> text; `{name}` in a text is filled in by the script."""
    return {
        "draft-saved": _("Draft saved, {time} o'clock"),
        "ticket-free": _("The ticket is free again."),
        "draft-offline": _("No connection. Your text is kept in this browser."),
        "draft-other": _("Show the other version"),
        "results": _("{n} results"),
        "mention": _("Mention a colleague"),
        "undo-hint": _("Press Z to undo."),
        "kept-at": _("Text kept, {time}"),
        "not-kept": _("This browser cannot keep the text."),
        "restored": _("Your text was restored."),
        "no-connection": _("Not saved: no connection. Please try again."),
        "selected": _("{n} selected"),
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
        "link-address": _("Address of the link"),
        "apply": _("Apply"),
    }
