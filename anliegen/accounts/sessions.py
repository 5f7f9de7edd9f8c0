"""The session store: like Django's, but the database holds only digests of the cookies.

A stolen dump then opens no session. Data is JSON, never pickle.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends import db

from anliegen.accounts.models.session import Session
from anliegen.common.clock import now
from anliegen.common.ids import digest


class SessionStore(db.SessionStore):
    """Reads and writes sessions by the digest of their key."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        try:
            return Session.objects.get(session_key=digest(self.session_key or ""), expire_date__gt=now())
        except Session.DoesNotExist:
            self._session_key = None
            return None

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=digest(session_key)).exists()

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """Return when the session ends, by the clock that will be asked then."""
        return now() + timedelta(seconds=self.get_expiry_age(**kwargs))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row for the data; person, company, address and device get columns of their own."""
        user_id = data.get("_auth_user_id")
        since = data.get("since")
        return Session(
            session_key=digest(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=int(user_id) if user_id else None,
            company_id=data.get("company"),
            created_at=datetime.fromisoformat(since) if since else now(),
            address=data.get("address"),
            device=str(data.get("device", ""))[:200],
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=digest(key)).delete()
