"""What an export holds: one noun after the other, each with exactly the columns that belong to it.

Columns are named one by one, so that what somebody adds later is not handed out without a thought. A test
walks all tenant tables and columns: what is neither read here nor stands in `left_out.py` fails.

Whose rows are read the database decides: the statements run as the company itself. What the other side of a
support request has written comes without the numbers of that side's people.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Noun:
    """One file of the export: rows of `source` in the order of `order`. `says` stands in its LIESMICH."""

    file: str
    says: str
    select: str
    source: str
    order: str
    tables: tuple[tuple[str, str], ...]

    @property
    def sql(self) -> str:
        """The statement that yields each row as a line of JSON."""
        inner = f"SELECT {self.select} FROM {self.source} ORDER BY {self.order}"  # noqa: S608
        return f"SELECT row_to_json(r)::text FROM ({inner}) r"  # noqa: S608


def _noun(file: str, says: str, table: str, columns: str, more: str = "") -> Noun:
    """A noun that is one table: the company's own rows by their number."""
    select = ", ".join(f"t.{column}" for column in columns.split())
    source = f"{table} t WHERE t.company_id = %(company)s"
    return Noun(file, says, f"{select}{more}", source, "t.id", (("t", table),))


_OURS = "t.company_id = %(company)s"
_IS_OUT = "({0}.held_until IS NULL OR {0}.held_until <= now())"
# The sides that have not been deleted for good: so the company itself sees its tickets.
_SIDE = "tickets_side s ON s.company_id = %(company)s AND s.ticket_id = t.{} AND s.folder <> 'erased'"
_SECRET = "CASE WHEN NOT t.has_secret THEN t.{0} END AS {0}"


def _ours(columns: str) -> str:
    return ", ".join(f"CASE WHEN {_OURS} THEN t.{c} END AS {c}" for c in columns.split())


def _at_desk(columns: str) -> str:
    return ", ".join(f"CASE WHEN s.is_desk THEN t.{c} END AS {c}" for c in columns.split())


def _listed(table: str, column: str, name: str) -> str:
    rows = f"{table} l WHERE l.company_id = t.company_id AND l.contact_id = t.id"
    return f", (SELECT coalesce(json_agg(l.{column} ORDER BY l.position), '[]') FROM {rows}) AS {name}"  # noqa: S608


_COMPANY = """
    t.id, t.slug, t.name, t.town, t.color, t.logo_sha256, t.phone, t.opening_hours, t.mail, t.mail_signature,
    t.mails_replies, t.portal_greeting, t.portal_by_default, t.emergency_phone, t.imprint_url, t.privacy_url,
    t.created_at, t.suspended_at, t.deletion_due_at
"""
_PEOPLE = """
    t.id, u.name, u.email, t.role, t.is_active AND u.is_active AS is_active, t.is_female, t.created_at
"""
_RECORD = """
    t.id, t.at, t.actor_id, t.outsider, t.verb, t.subject_id, t.before, t.after, t.grant_id, l.place, l.digest
"""
_GRANTS = """,
    (SELECT coalesce(json_agg(json_build_object('contact_id', g.contact_id, 'invited_at', g.invited_at,
            'withdrawn_at', g.withdrawn_at) ORDER BY g.id), '[]')
       FROM customers_portal_grant g
      WHERE g.company_id = t.company_id AND g.account_id = t.id) AS grants
"""
_TICKET = f"""
    s.number, t.id AS ticket_id, t.public_id, t.kind, t.subject, t.status, t.priority, t.awaiting, s.is_desk,
    s.folder, s.folder_since, s.assignee_id, s.category_ids, s.peer_number,
    {_at_desk("customer_id contact_id portal_visible")},
    (SELECT o.id FROM accounts_membership o
      WHERE o.id = t.opened_by_id AND o.company_id = s.company_id) AS opened_by_id,
    t.sender_name, t.sender_email, t.from_label, t.to_label, t.created_at, t.activity_at, t.first_reply_at,
    t.closed_at
"""  # noqa: S608
# Looked up one by one: the policies hide from the planner how many rows a large company has, and what it
# would do with one row it must not do with a million.
_TICKETS = """
    tickets_side s CROSS JOIN LATERAL (SELECT * FROM tickets_ticket k WHERE k.id = s.ticket_id OFFSET 0) t
    WHERE s.company_id = %(company)s AND s.folder <> 'erased'
"""
_MESSAGE = f"""
    t.id, t.ticket_id, s.number AS ticket_number, t.is_note, t.author, {_OURS} AS is_ours, t.author_name,
    {_ours("author_email membership_id portal_account_id original")}, t.to_label, t.html, t.created_at
"""
_ATTACHMENT = f"""
    t.id, t.public_id, s.number AS ticket_number, t.ticket_id, t.message_id, t.customer_id, t.name, t.size,
    t.media_type, t.kind, t.inline, t.sha256, {_OURS} AS is_ours, {_ours("membership_id portal_account_id")},
    t.created_at, t.removed_at, t.company_id
"""
# Not what somebody has uploaded and never sent, and nothing of a message that is not out yet.
_ATTACHMENTS = f"""
    conversation_attachment t
    LEFT JOIN {_SIDE.format("ticket_id")}
    LEFT JOIN conversation_message m ON m.id = t.message_id AND {_IS_OUT.format("m")}
    WHERE ({_OURS} OR t.peer_id = %(company)s)
      AND ((m.id IS NOT NULL AND s.id IS NOT NULL) OR t.customer_id IS NOT NULL)
"""
_EVENT = f"""
    t.id, t.ticket_id, s.number AS ticket_number, t.verb, {_OURS} AS is_ours, {_ours("actor_id")}, t.origin,
    t.before, t.after, t.at, t.digest
"""

NOUNS = (
    Noun(
        "firma",
        "Stammdaten und Einstellungen der Firma, Texte für Portal und E-Mails",
        _COMPANY,
        "accounts_company t WHERE t.id = %(company)s",
        "t.id",
        (("t", "accounts_company"),),
    ),
    Noun(
        "mitarbeitende",
        "Mitarbeitende mit Name, Adresse und Rolle",
        _PEOPLE,
        f"accounts_membership t JOIN accounts_user u ON u.id = t.user_id WHERE {_OURS}",
        "t.id",
        (("t", "accounts_membership"), ("u", "accounts_user")),
    ),
    _noun(
        "einladungen",
        "Einladungen von Mitarbeitenden, ohne ihre Links",
        "accounts_invitation",
        "id email name role invited_by_id created_at expires_at accepted_at withdrawn_at",
    ),
    Noun(
        "protokoll",
        "Protokoll der Verwaltung; digest verkettet die Einträge in der Folge von place",
        _RECORD,
        f"accounts_audit t LEFT JOIN accounts_audit_link l ON l.entry_id = t.id WHERE {_OURS}",
        "t.id",
        (("t", "accounts_audit"), ("l", "accounts_audit_link")),
    ),
    _noun(
        "support_zugriffe",
        "Support-Zugriffe, die die Firma dem Betreiber geöffnet hat",
        "accounts_support_grant",
        "id reason can_write granted_by_id granted_at expires_at ended_at ended_by_id",
    ),
    _noun(
        "kategorien",
        "Kategorien",
        "tickets_category",
        "id name color position portal_visible archived_at created_at",
    ),
    _noun(
        "textbausteine",
        "Textbausteine, auch entfernte",
        "conversation_snippet",
        "id title html created_by_id created_at changed_by_id changed_at removed_at",
    ),
    _noun(
        "kunden",
        "Kunden mit Stammdaten; zusammengeführte nennen in merged_into_id, wohin",
        "customers_customer",
        "id public_id number kind name street address_extra postcode town phone email vat_id responsible_id"
        " note linked_company_id contacts_share merged_into_id archived_at created_at",
    ),
    _noun(
        "kontakte",
        "Kontakte der Kunden mit allen Adressen und Telefonnummern, auch entfernte",
        "customers_contact",
        "id customer_id name role created_at removed_at forgotten_at",
        _listed("customers_contact_email", "address", "emails")
        + _listed("customers_contact_phone", "number", "phones"),
    ),
    _noun(
        "kundennotizen",
        "Notizen zu Kunden, mit früheren Fassungen",
        "customers_note",
        "id customer_id author_id text earlier created_at changed_at removed_at",
    ),
    _noun(
        "kundenverlauf",
        "Was mit jedem Kunden geschehen ist",
        "customers_entry",
        "id customer_id at verb actor_id ticket_id reference before after",
    ),
    _noun(
        "zusammenfuehrungen",
        "Zusammengeführte Kunden",
        "customers_merge",
        "id survivor_id merged_id actor_id moved at undone_at",
    ),
    _noun(
        "portalzugaenge",
        "Zugänge zum Kundenportal, ohne Passwörter und Links",
        "customers_portal_account",
        "id email accepted_at last_login_at created_at",
        _GRANTS,
    ),
    Noun(
        "tickets",
        "Tickets; status und folder sagen, wo sie stehen, category_ids nennt ihre Kategorien",
        _TICKET,
        _TICKETS,
        "s.number",
        (("t", "tickets_ticket"), ("s", "tickets_side")),
    ),
    Noun(
        "nachrichten",
        "Nachrichten und interne Notizen (is_note); is_ours: von der eigenen Seite, Kunden eingeschlossen",
        _MESSAGE,
        f"conversation_message t JOIN {_SIDE.format('ticket_id')} WHERE {_IS_OUT.format('t')}",
        "t.ticket_id, t.id",
        (("t", "conversation_message"), ("s", "tickets_side")),
    ),
    Noun(
        "anhaenge",
        "Anhänge von Tickets und Dokumente von Kunden; file nennt die Datei in diesem Archiv",
        _ATTACHMENT,
        _ATTACHMENTS,
        "t.id",
        (("t", "conversation_attachment"),),
    ),
    Noun(
        "verlauf",
        "Verlauf der Tickets; digest verkettet die Einträge eines Tickets",
        _EVENT,
        f"tickets_event t JOIN {_SIDE.format('ticket_id')}",
        "t.ticket_id, t.id",
        (("t", "tickets_event"), ("s", "tickets_side")),
    ),
    _noun(
        "postausgang",
        "E-Mails, die das System verschickt hat; solche mit persönlichen Links ohne Text",
        "mail_outgoing",
        'id purpose "to" subject message_id ticket_id state tries reason created_at ended_at',
        f", {_SECRET.format('text')}, {_SECRET.format('html')}",
    ),
)
