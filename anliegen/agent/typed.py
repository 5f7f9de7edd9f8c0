"""What somebody typed into a form that could not be taken: shown again on the page that says so."""

from django.http import HttpRequest

from anliegen.mail.plain import plain_text

# Words however short, other fields when they are too long to be a choice; never secrets.
_WORDS = frozenset({"body", "subject", "text", "name"})
_LONGEST_CHOICE = 40
# A stranger's form must not cost more than a page.
_LONGEST_READ = 200_000
_NOT_SHOWN = ("csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2", "token")


def typed_in(request: HttpRequest) -> list[str]:
    """Return what is worth showing again of a form that was not taken."""
    if request.method != "POST":
        return []
    try:
        items = request.POST.items()
    except Exception:
        return []
    is_html = request.POST.get("body_format") == "html"
    return [
        _as_read(str(value)) if name == "body" and is_html else str(value)
        for name, value in items
        if value and name not in _NOT_SHOWN and (name in _WORDS or len(str(value)) > _LONGEST_CHOICE)
    ]


def _as_read(html: str) -> str:
    """Return what the editor sent as it was read there: who copies it wants words, not tags."""
    return plain_text(html, len(html)) if len(html) <= _LONGEST_READ else html
