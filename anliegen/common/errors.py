"""What the domain says when it refuses. The faces turn each into one kind of answer."""


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


class LockedError(RefusedError):
    """A colleague works on it at this moment: 409. Nothing was changed."""


class StaleError(RefusedError):
    """Somebody else was faster: 409. Nothing was changed; the page shows the newer state."""
