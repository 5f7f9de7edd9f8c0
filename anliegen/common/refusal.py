"""What a page makes of a refusal: its sentence, the field that it stands beside, the status of the answer."""

from django.utils.translation import gettext as _

from anliegen.common.errors import LockedError, RefusedError, StaleError, TakenBackError


def said(refusal: RefusedError) -> str:
    """Return the sentence in the reader's language."""
    text = _(refusal.reason)
    return text % refusal.values if refusal.values else text


def errors_of(refusal: RefusedError | None) -> dict[str, str]:
    """Return the sentence by the name of its field, "form" for one of none; nothing without a refusal."""
    return {refusal.field or "form": said(refusal)} if refusal else {}


def status_of(refusal: RefusedError | None) -> int:
    """Return the status of a page that shows a form again, or shows it first."""
    if refusal is None:
        return 200
    return 409 if isinstance(refusal, StaleError | LockedError | TakenBackError) else 422
