"""Who listens: many sessions checked in one statement, on a connection that no stream holds."""

import asyncio
from dataclasses import dataclass

import psycopg

# Waiting longer than this for the answer means that the database is gone.
_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Listener:
    """A session's person at this moment."""

    membership: int
    company: int
    person: int


class Sessions:
    """Asks the database which sessions may listen. Raises OSError or psycopg.Error when it cannot."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.AsyncConnection | None = None
        self._one_at_a_time = asyncio.Lock()

    async def check(self, keys: list[str]) -> dict[str, Listener]:
        """Return digest of the cookie -> listener, for those whose session and rights still stand."""
        async with self._one_at_a_time:
            try:
                return await asyncio.wait_for(self._ask(keys), _SECONDS)
            except BaseException:
                await self.close()
                raise

    async def close(self) -> None:
        """Give the connection up; the next question opens a new one."""
        connection, self._connection = self._connection, None
        if connection:
            await connection.close()

    async def _ask(self, keys: list[str]) -> dict[str, Listener]:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
        rows = await (await self._connection.execute("SELECT * FROM live_sessions(%s)", [keys])).fetchall()
        return {key: Listener(membership, company, person) for key, membership, company, person in rows}
