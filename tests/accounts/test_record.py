"""The record of administration: nobody's name or address stays in what cannot be changed."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from anliegen.accounts import audit
from anliegen.accounts.models import AuditEntry, AuditLink, Invitation
from tests.accounts.support import looking, opened_by
from tests.agent.test_outbox import failed
from tests.cast import Cast

RECORD = "/verwaltung/protokoll/"
INVITE = {"email": "gerda.grau@grau.example", "name": "Gerda Grau", "role": "agent"}


def kept(verb: str) -> str:
    """What the record keeps of the newest entry of this kind, as text."""
    entry = AuditEntry.objects.filter(verb=verb).latest("id")
    return json.dumps([entry.before, entry.after], ensure_ascii=False)


def test_who_was_invited_stands_there_only_as_long_as_the_invitation(unlimited: Cast) -> None:
    ben = unlimited.ben.client()
    assert ben.post("/verwaltung/mitarbeitende/", INVITE).status_code == 303
    assert "Gerda Grau" in ben.get(RECORD).text
    unlimited.ben.actor()
    assert "Grau" not in kept("invited")
    assert '"role": "agent"' in kept("invited")
    Invitation.objects.filter(email=INVITE["email"]).delete()
    page = ben.get(RECORD).text
    assert "Einladung versandt" in page
    assert "Gerda Grau" not in page


def test_to_whom_a_mail_went_again_knows_the_mail_alone(world: Cast) -> None:
    mail = failed(world)
    assert world.ben.client().post(f"/verwaltung/postausgang/{mail.pk}/versand/").status_code == 303
    world.ben.actor()
    assert AuditEntry.objects.get(verb="mail-again").subject_id == mail.pk
    assert "@" not in kept("mail-again")


def test_whom_the_operator_searched_for_is_not_kept(world: Cast) -> None:
    olaf = looking(world.olaf, opened_by(world.ben))
    assert olaf.get("/tickets/?q=Gerda+Grau&status=open").status_code == 200
    world.ben.actor()
    assert "/tickets/?q=*&status=open" in kept("support-viewed")
    assert "Grau" not in kept("support-viewed")


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO accounts_audit_link (entry_id, company_id, place, digest) VALUES (0, %s, 0, '')",
        "UPDATE accounts_audit_link SET digest = '' WHERE company_id = %s",
        "DELETE FROM accounts_audit_link WHERE company_id = %s",
    ],
)
def test_nobody_but_the_database_writes_the_chain(world: Cast, sql: str) -> None:
    audit.note(world.ben.actor(), "company")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    before = list(AuditLink.objects.values_list("entry_id", "place", "digest"))
    assert before
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(sql, [world.ben.company_id])
    assert list(AuditLink.objects.values_list("entry_id", "place", "digest")) == before
    world.carla.actor()
    assert not AuditLink.objects.filter(company_id=world.ben.company_id).exists()
