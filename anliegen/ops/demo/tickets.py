"""The demo's tickets: a small text format, loaded through the product's own actions.

# days ago | customer, @Name <mail>, - (internal), ! (support) | priority | status[/folder] | who | categories | subject [| file]
> the counterpart says      < we answer      * internal note      ! the operator answers
"""

import io
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from anliegen.accounts.actor import Actor, for_membership
from anliegen.accounts.models import Company, Membership
from anliegen.common.clock import now
from anliegen.common.tenancy import enter, tenant
from anliegen.conversation.actions import counterparts
from anliegen.conversation.actions.note import note
from anliegen.conversation.actions.receive import receive
from anliegen.conversation.actions.reply import reply
from anliegen.conversation.actions.start import start
from anliegen.conversation.actions.upload import store_upload
from anliegen.customers.models import Customer
from anliegen.ops.demo import files
from anliegen.ops.demo.content import CompanyContent
from anliegen.ops.demo.series import series
from anliegen.ops.demo.times import in_office_hours
from anliegen.tickets.actions.change import change_status
from anliegen.tickets.actions.folder import move
from anliegen.tickets.models import Category, Side

_TEXTS = Path(__file__).parent / "tickets_text"


@dataclass
class Case:
    """One ticket of the demo, as it is written down."""

    days: float
    who: str
    priority: int
    status: str
    folder: str
    assignee: str
    categories: list[str]
    subject: str
    file: str
    said: list[tuple[str, str]] = field(default_factory=list)


def parse(text: str) -> list[Case]:
    """Read cases out of a text in the format above. Raises ValueError for a malformed line."""
    cases: list[Case] = []
    for row in filter(None, map(str.strip, text.splitlines())):
        if row.startswith("# "):
            parts = [p.strip() for p in row[2:].split("|")]
            days, who, priority, state, assignee, categories, subject = parts[:7]
            status, _slash, folder = state.partition("/")
            labels = [] if categories == "-" else categories.split(",")
            file = parts[7] if len(parts) > 7 else ""
            cases.append(
                Case(float(days), who, int(priority), status, folder, assignee, labels, subject, file)
            )
        elif row[0] in "><*!" and cases:
            cases[-1].said.append((row[0], row[1:].strip()))
        else:
            raise ValueError(f"not understood: {row[:60]}")
    return cases


def cases_of(slug: str) -> list[Case]:
    """Return a company's cases, oldest first, the recurring ones included."""
    written = parse((_TEXTS / f"{slug}.txt").read_text(encoding="utf-8"))
    return sorted(written + parse(series(slug)), key=lambda case: -case.days)


def load_tickets(content: CompanyContent) -> None:
    """Create all tickets of a company, one transaction each."""
    people = dict(
        Membership.objects.using("owner").filter(company__slug=content.slug).values_list("user__name", "id")
    )
    company = Company.objects.using("owner").get(slug=content.slug)
    for case in cases_of(content.slug):
        with tenant(company.pk):
            _Story(content, people, case).tell()


class _Story:
    """Tells one case: who says what when."""

    def __init__(self, content: CompanyContent, people: dict[str, int], case: Case) -> None:
        self.content, self.people, self.case = content, people, case
        self.actor = self._actor(case.assignee)
        self.at = in_office_hours(case.days)

    def _actor(self, initial: str) -> Actor:
        """Find the person by the initial of the surname; without one, the first of the company."""
        names = [n for n in self.people if initial != "-" and n.split()[-1].startswith(initial)]
        return for_membership(self.people[(names or list(self.people))[0]])

    def tell(self) -> None:
        """Open the ticket, let everybody speak, and leave it in its state."""
        (_kind, first), *rest = self.case.said
        own = {c.name: c.pk for c in Category.objects.filter(company_id=self.actor.company_id)}
        side = start(
            actor=self.actor,
            counterpart=self._counterpart(),
            subject=self.case.subject,
            html=html(first),
            key=None,
            priority=self.case.priority,
            category_ids=[own[name] for name in self.case.categories if name in own],
            assignee_id=None if self.case.assignee == "-" else self.actor.membership_id,
            upload_ids=self._upload() if rest == [] or self.case.file.endswith("png") else [],
            portal_visible=True,
            at=self.at,
            origin="demo",
        )
        for index, (mark, text) in enumerate(rest):
            self._say(side, mark, text, is_first=index == 0)
        self._leave(side)

    def _counterpart(self) -> counterparts.Counterpart:
        who = self.case.who
        if who == "-":
            return counterparts.own_company(self.actor)
        if who == "!":
            return counterparts.to_operator(self.actor)
        if who.startswith("@"):
            name, _space, address = who[1:].rpartition(" <")
            return counterparts.from_unknown(self.actor, name, address.rstrip(">"))
        customer = Customer.objects.get(company_id=self.actor.company_id, name__startswith=who)
        contact = customer.contacts.order_by("id").first()
        return counterparts.from_customer(self.actor, customer, contact)

    def _say(self, side: Side, mark: str, text: str, *, is_first: bool) -> None:
        self.at = min(self.at + _pause(self.case, len(text)), now())
        if mark == "!":
            self._operator_says(side, text)
        elif mark == "*":
            note(
                actor=self.actor,
                number=side.number,
                html=html(text),
                key=uuid.uuid4(),
                at=self.at,
                origin="demo",
            )
        elif mark == "<" or self.case.who == "!":
            uploads = self._upload() if is_first and not self.case.file.endswith("png") else []
            reply(
                actor=self.actor,
                number=side.number,
                html=html(text),
                key=uuid.uuid4(),
                upload_ids=uploads,
                at=self.at,
                origin="demo",
            )
        else:
            ticket = side.ticket
            receive(
                actor=self.actor,
                number=side.number,
                html=html(text),
                author_name=ticket.sender_name,
                author_email=ticket.sender_email,
                at=self.at,
                origin="demo",
            )

    def _operator_says(self, side: Side, text: str) -> None:
        desk = Company.objects.using("owner").get(is_operator=True)
        member = Membership.objects.using("owner").filter(company=desk, role="agent").order_by("id").first()
        assert member is not None
        own = side.company_id
        with tenant(desk.pk):
            actor = for_membership(member.pk)
            number = side.peer_number or 0
            reply(actor=actor, number=number, html=html(text), key=uuid.uuid4(), at=self.at, origin="demo")
        enter(own)

    def _upload(self) -> list[str]:
        if not self.case.file:
            return []
        stream = io.BytesIO(files.make(self.case.file))
        names = {"anzeige.png": "IMG_2041.png"}
        name = names.get(self.case.file, self.case.file.capitalize())
        return [store_upload(actor=self.actor, stream=stream, name=name, key=uuid.uuid4()).public_id]

    def _leave(self, side: Side) -> None:
        side.refresh_from_db()
        if side.status != self.case.status and self.case.who != "!":
            change_status(
                actor=self.actor, number=side.number, status=self.case.status, origin="demo", at=self.at
            )
        if self.case.folder:
            move(actor=self.actor, number=side.number, folder=self.case.folder, origin="demo")


def html(text: str) -> str:
    """Return a demo text as paragraphs; ` // ` separates them."""
    return "".join(f"<p>{part.strip()}</p>" for part in text.split(" // "))


def _pause(case: Case, length: int) -> timedelta:
    """Return a believable time until the next message: longer for longer texts, never past today."""
    return timedelta(minutes=17 + length % 190) if case.days < 1 else timedelta(hours=2 + length % 19)
