"""The pages that are measured, and what each may cost at most."""

from collections.abc import Callable
from dataclasses import dataclass

from anliegen.ops.bench.cast import BUSY_CUSTOMER, PORTAL_SESSION, SESSION, VIEWS_SESSION

AGENT = f"anliegen={SESSION}"
VIEWS = f"anliegen={VIEWS_SESSION}"
PORTAL = f"portal={PORTAL_SESSION}"


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its address, which may depend on how many tickets there are.

    `most` times the floor's CPU and `most_to_small` times that with 1,000 tickets are aimed at.
    """

    name: str
    path: str | Callable[[int], str]
    cookie: str = AGENT
    most: float | None = None
    most_to_small: float | None = None

    def at(self, tickets: int) -> str:
        """Return the path for an installation with so many tickets."""
        return self.path if isinstance(self.path, str) else self.path(tickets)


def _list(name: str, query: str | Callable[[int], str] = "", cookie: str = AGENT) -> Page:
    def path(tickets: int) -> str:
        return "/tickets/?size=50" + (query if isinstance(query, str) else query(tickets))

    return Page(name, path, cookie, 2.0, 1.3)


def _inbox(tickets: int) -> int:
    """Return the last page's number, or one beyond it: then the last is shown."""
    return int(tickets / 2 * (0.98 if tickets > 5000 else 0.7)) // 50 + 1


FIRST = _list("Übersicht, erste Seite")
MANY = Page("Übersicht, 500 Zeilen", "/tickets/?size=500")
PAGES: tuple[Page, ...] = (
    FIRST,
    MANY,
    _list("Übersicht, letzte Seite", lambda tickets: f"&page={_inbox(tickets)}"),
    Page("Übersicht, mittlere Seite", lambda n: f"/tickets/?size=50&page={_inbox(n) // 2}", most=5.0),
    Page(
        "Mittlere Seite, geschlossen",
        lambda n: f"/tickets/?size=50&status=closed&page={_inbox(n) * 9 // 20}",
        most=5.0,
    ),
    Page(
        "Mittlere Seite, nach Nummer",
        lambda n: f"/tickets/?size=50&sort=number&page={_inbox(n) // 2}",
        most=5.0,
    ),
    Page(
        "Mittlere Seite, nach Priorität",
        lambda n: f"/tickets/?size=50&sort=priority&page={_inbox(n) // 2}",
        most=5.0,
    ),
    *(
        _list(f"Filter {word}", f"&status={key}")
        for key, word in (
            ("open", "Offen"),
            ("in_progress", "Bearbeitung"),
            ("waiting", "Warten"),
            ("closed", "Geschlossen"),
        )
    ),
    _list("Filter Spam", "&folder=spam"),
    _list("Papierkorb", "&folder=trash"),
    _list("Ansicht Meine", "&view=mine"),
    _list("Ansicht Nicht zugewiesen", "&view=unassigned"),
    _list("Ansicht Wartet auf uns", "&view=awaiting_us"),
    _list("Mit drei eigenen Ansichten", cookie=VIEWS),
    _list("Filter Kategorie", "&category=3"),
    _list("Filter Priorität", "&priority=3"),
    _list("Filter Priorität Kritisch", "&priority=4"),
    _list("Filter Person", "&assignee=3"),
    _list("Filter Niemand", "&assignee=0"),
    _list("Filter Kunde", lambda tickets: "&customer=7" if tickets > 5000 else "&customer=1"),
    _list("Filter Kunde mit sehr vielen", "&customer=1"),
    _list("Kategorie, Priorität, Person", "&category=3&priority=3&assignee=3"),
    _list("Kunde und Kategorie, offen", "&customer=1&category=3&status=open"),
    _list("Suche nach Betreff", "&q=fehlercode+e-117"),
    _list("Suche nach häufigem Wort", "&q=rechnung"),
    _list("Suche nach Wort in allen", "&q=kunde"),
    _list("Suche nach zwei Buchstaben", "&q=he"),
    _list("Suche, seltene zwei Buchstaben", "&q=xq"),
    _list("Suche nach Nummer", "&q=%2317"),
    # Two words of which one is mistyped, and one that is like none: what may have been meant is looked for.
    Page("Suche ohne Treffer, vertippt", "/tickets/?size=50&q=rechnung+monatsabrechnnug", most=3.0),
    Page("Suche ohne Treffer", "/tickets/?size=50&q=quallenzaun", most=3.0),
    Page("Ticket, 4 Nachrichten", "/tickets/2/"),
    Page("Ticket, 100 Nachrichten", "/tickets/1/", most=3.0),
    Page("Start", "/"),
    Page("Neues Ticket", "/tickets/neu/"),
    Page("Kunden", "/kunden/", most=2.0, most_to_small=1.3),
    Page("Kundenakte, 10.000 Tickets", f"/kunden/{BUSY_CUSTOMER}/", most=2.0),
    Page("Portal, Liste", "/portal/c1/", PORTAL, 1.5),
    Page("Portal, Anfrage", "/portal/c1/anfragen/1/", PORTAL, 1.5),
    Page("Anmeldung", "/anmelden/", ""),
)
