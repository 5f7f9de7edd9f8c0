"""What the domain says when it refuses. The faces turn each into one kind of answer."""

import errno

# No space left, and no quota left: the same to whoever has to write.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_DATABASE_FULL = "53100"


class NotFoundError(Exception):
    """The thing does not exist for this actor: 404, the same answer whether it exists at all."""


class ForbiddenError(Exception):
    """The actor sees the thing but may not do this: 403. Carries the capability."""


class RefusedError(Exception):
    """The request makes no sense as things stand; nothing was changed: 409 or 422.

    `reason` is a msgid (English), shown translated; `fields` names the input it belongs to;
    `values` fills its placeholders.
    """

    def __init__(self, reason: str, field: str = "", **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.values = values


class NoRoomError(RefusedError):
    """The disk is full: 507 for an upload, 422 at a form. Nothing was changed, and it may succeed later."""


class LockedError(RefusedError):
    """A colleague works on it at this moment: 409. Nothing was changed."""


class StaleError(RefusedError):
    """Somebody else was faster: 409. Nothing was changed; the page shows the newer state."""


class TakenBackError(RefusedError):
    """The form's message was sent before, and taken back: 409. A form with a new key can send it."""


def is_full_disk(failure: BaseException) -> bool:
    """Say whether the failure, or what caused it, is a full disk: ours or that of the database."""
    cause: BaseException | None = failure
    while cause is not None:
        if isinstance(cause, NoRoomError) or getattr(cause, "errno", None) in FULL:
            return True
        if getattr(cause, "sqlstate", None) == _DATABASE_FULL:
            return True
        cause = cause.__cause__
    return False
