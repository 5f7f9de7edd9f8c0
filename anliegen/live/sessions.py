"""Who listens: many sessions checked in one go, on a connection that no stream holds."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import psycopg

# Waiting longer than this for the answer means that the database is gone.
_SECONDS = 10
_NONE: frozenset[int] = frozenset()


class Key(NamedTuple):
    """A session: the short name of the company whose portal it is of, "" for employees; and its digest."""

    portal: str
    digest: str


@dataclass(frozen=True, slots=True)
class Listener:
    """A session's person at this moment: an employee, or a contact with the requests of whom it may see."""

    company: int
    person: tuple[str, int]
    membership: int | None = None
    contacts: frozenset[int] = _NONE
    customers: frozenset[int] = _NONE


class Sessions:
    """Asks the database which sessions may listen. Raises OSError or psycopg.Error when it cannot."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.AsyncConnection | None = None
        self._one_at_a_time = asyncio.Lock()

    async def check(self, keys: Iterable[Key]) -> dict[Key, Listener]:
        """Return key -> listener, for those whose session and rights still stand."""
        wanted = set(keys)
        async with self._one_at_a_time:
            try:
                return await asyncio.wait_for(self._ask(wanted), _SECONDS)
            except BaseException:
                await self.close()
                raise

    async def close(self) -> None:
        """Give the connection up; the next question opens a new one."""
        connection, self._connection = self._connection, None
        if connection:
            await connection.close()

    async def _ask(self, keys: set[Key]) -> dict[Key, Listener]:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
        employees = [key.digest for key in keys if not key.portal]
        contacts = [key.digest for key in keys if key.portal]
        found = await _employees(self._connection, employees) if employees else {}
        # A session is good for the portal of its own company alone, whatever the address says.
        return found | (await _contacts(self._connection, contacts) if contacts else {})


async def _employees(connection: psycopg.AsyncConnection, digests: list[str]) -> dict[Key, Listener]:
    rows = await (await connection.execute("SELECT * FROM live_sessions(%s)", [digests])).fetchall()
    return {
        Key("", digest): Listener(company, ("employee", person), membership)
        for digest, membership, company, person in rows
    }


async def _contacts(connection: psycopg.AsyncConnection, digests: list[str]) -> dict[Key, Listener]:
    rows = await (await connection.execute("SELECT * FROM live_portal_sessions(%s)", [digests])).fetchall()
    return {
        Key(slug, digest): Listener(
            company, ("contact", account), None, frozenset(contacts), frozenset(customers)
        )
        for digest, slug, company, account, contacts, customers in rows
    }
