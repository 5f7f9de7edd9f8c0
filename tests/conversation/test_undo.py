"""Ten seconds in which a reply can be taken back: before them nothing has left, after them all has."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from anliegen.common.clock import now
from anliegen.common.errors import ForbiddenError, NotFoundError, StaleError, TakenBackError
from anliegen.conversation.access import attachment_for, being_sent_read, messages_of
from anliegen.conversation.actions.draft import Written, keep
from anliegen.conversation.actions.note import note
from anliegen.conversation.actions.receive import receive
from anliegen.conversation.actions.release import let_go, sweep_held
from anliegen.conversation.actions.reply import reply
from anliegen.conversation.actions.take_back import take_back
from anliegen.conversation.drafts import Place, drafts_of, versions_at
from anliegen.conversation.models import Attachment, Message
from anliegen.conversation.portal import file_for
from anliegen.conversation.portal import messages_of as messages_for
from anliegen.mail.models import OutgoingMail
from anliegen.notifications.models import Notification
from anliegen.tickets.actions.change import change_status
from anliegen.tickets.models import Event, ReadMark, Side
from anliegen.tickets.portal import request_for
from anliegen.tickets.queries.counts import counts_for
from anliegen.tickets.unread import is_neu
from tests.cast import Cast, Person
from tests.conversation.acts import asked, support, uploaded
from tests.portal.cast import guest, released

Pass = Callable[..., None]


def send(person: Person, side: Side, **more: object) -> Message:
    """Send a reply from the person's side that can be taken back."""
    number = Side.objects.get(company_id=person.actor().company_id, ticket_id=side.ticket_id).number
    values = {"html": "<p>Wir kommen morgen.</p>", "key": uuid.uuid4(), "held": True}
    return reply(actor=person.actor(), number=number, **(values | more))  # type: ignore[arg-type]


def undo(person: Person, side: Side, message: Message) -> None:
    number = Side.objects.get(company_id=person.actor().company_id, ticket_id=side.ticket_id).number
    take_back(actor=person.actor(), number=number, message_id=message.pk)


def state(person: Person, ticket_id: int) -> dict[str, object]:
    """All of a ticket that a reply may change, as the person's company has it."""
    actor = person.actor()
    side = Side.objects.select_related("ticket").get(company_id=person.company_id, ticket_id=ticket_id)
    counted = ("id", "status", "awaiting", "first_reply_at", "message_count", "closed_at", "activity_at",
               "version", "desk_news", "requester_news")  # fmt: skip
    return {
        "side": {f.attname: getattr(side, f.attname) for f in side._meta.fields},
        "ticket": {name: getattr(side.ticket, name) for name in counted},
        "counts": counts_for(actor),
        "neu": is_neu(actor, side),
        "marks": list(ReadMark.objects.filter(ticket_id=ticket_id).values("membership_id", "news", "unread")),
        "notices": Notification.objects.filter(company_id=person.company_id).count(),
        "mails": OutgoingMail.objects.filter(company_id=person.company_id).count(),
    }


def texts(person: Person, side: Side) -> list[str]:
    """What the person's company reads in the ticket."""
    actor = person.actor()
    own = Side.objects.get(company_id=person.company_id, ticket_id=side.ticket_id)
    return [m.html for m in messages_of(actor, own)]


def verbs(side: Side) -> list[str]:
    return list(Event.objects.filter(ticket_id=side.ticket_id).order_by("id").values_list("verb", flat=True))


@pytest.mark.parametrize("then", ["send", "wait", "close"])
def test_a_held_reply_changes_nothing_and_taken_back_never_was(world: Cast, then: str) -> None:
    side = asked(world.anna.actor())
    before = state(world.anna, side.ticket_id)
    message = send(world.anna, side, then=then)
    assert state(world.anna, side.ticket_id) == before
    assert verbs(side) == ["opened", "message"]
    assert [m.held_for > 10 for m in messages_of(world.anna.actor(), side)] == [False, True]
    undo(world.anna, side, message)
    after = state(world.anna, side.ticket_id)
    # The mark now also says that there is a draft; what has been read is untouched.
    assert after | {"marks": []} == before | {"marks": []}
    assert texts(world.anna, side) == ["<p>Seit heute früh.</p>"]
    assert verbs(side) == ["opened", "message", "taken_back"]
    assert let_go(world.anna.company_id, message.pk) == 0


def test_its_text_and_files_are_the_draft_again(world: Cast) -> None:
    anna = world.anna.actor()
    side, file = asked(anna), uploaded(anna)
    message = send(world.anna, side, html="<p>Im <strong>Anhang</strong></p>", upload_ids=[file.public_id])
    assert drafts_of(anna, side.ticket_id) == []
    undo(world.anna, side, message)
    (draft,) = drafts_of(anna, side.ticket_id)
    assert (draft.kind, draft.body, draft.is_html) == ("reply", "<p>Im <strong>Anhang</strong></p>", True)
    assert draft.upload_ids == [file.public_id]
    pending = Attachment.objects.get(public_id=file.public_id)
    assert (pending.message_id, pending.ticket_id, pending.peer_id) == (None, None, None)
    again = send(world.anna, side, html=draft.body, upload_ids=draft.upload_ids)
    assert Attachment.objects.get(public_id=file.public_id).message_id == again.pk


def test_plain_text_comes_back_as_it_was_typed(world: Cast) -> None:
    side = asked(world.anna.actor())
    undo(world.anna, side, send(world.anna, side, html="<p>1 &lt; 2</p>", typed="1 < 2"))
    (draft,) = drafts_of(world.anna.actor(), side.ticket_id)
    assert (draft.body, draft.is_html) == ("1 < 2", False)


def test_what_was_begun_meanwhile_is_set_aside(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna)
    message = send(world.anna, side)
    place = Place("reply", side.ticket_id)
    keep(actor=anna, place=place, written=Written(body="Noch etwas", is_html=False), base=0, key=None)
    undo(world.anna, side, message)
    assert [d.body for d in drafts_of(anna, side.ticket_id)] == ["<p>Wir kommen morgen.</p>"]
    assert [v.body for v in versions_at(anna, side.ticket_id)] == ["Noch etwas"]


def test_a_late_repetition_of_the_form_sends_nothing(world: Cast) -> None:
    side, key = asked(world.anna.actor()), uuid.uuid4()
    message = send(world.anna, side, key=key)
    assert send(world.anna, side, key=key).pk == message.pk
    undo(world.anna, side, message)
    with pytest.raises(TakenBackError):
        send(world.anna, side, key=key)
    assert texts(world.anna, side) == ["<p>Seit heute früh.</p>"]


def test_twice_is_once_and_nobody_else_can(world: Cast) -> None:
    side = asked(world.anna.actor())
    message = send(world.anna, side)
    for person, error in ((world.ben, ForbiddenError), (world.paula, ForbiddenError)):
        with pytest.raises(error):
            undo(person, side, message)
    with pytest.raises(NotFoundError):
        take_back(actor=world.anna.actor(), number=side.number, message_id=2**63)
    foreign = asked(world.carla.actor())
    with pytest.raises(NotFoundError):
        take_back(actor=world.carla.actor(), number=foreign.number, message_id=message.pk)
    assert len(texts(world.anna, side)) == 2
    undo(world.anna, side, message)
    undo(world.anna, side, message)
    assert verbs(side).count("taken_back") == 1


def test_after_ten_seconds_it_stays(world: Cast, passed: Pass) -> None:
    """A second before anybody outside can see it, so that taking back has always committed by then."""
    passed(timedelta(seconds=1))
    ticket = support(world.anna.actor())
    message = send(world.anna, ticket)
    with pytest.raises(StaleError):
        undo(world.anna, ticket, message)
    assert "<p>Wir kommen morgen.</p>" in texts(world.anna, ticket)
    assert "<p>Wir kommen morgen.</p>" not in texts(world.olaf, ticket)
    assert drafts_of(world.anna.actor(), ticket.ticket_id) == []


def test_the_database_lets_no_message_go_that_is_out(world: Cast) -> None:
    side = asked(world.anna.actor())
    first = Message.objects.get(ticket_id=side.ticket_id)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Message.objects.filter(pk=first.pk).delete()
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Message.objects.filter(pk=first.pk).update(html="anders")
    held_note = Message(
        company_id=world.anna.company_id, ticket_id=side.ticket_id, is_note=True, author="member",
        membership_id=world.anna.membership_id, author_name="A", html="x", created_at=now(),
        held_until=now(), held={}, idempotency_key=uuid.uuid4(),
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        held_note.save()


def test_released_it_does_what_a_reply_does(world: Cast, passed: Pass) -> None:
    passed()
    side = asked(world.anna.actor(), assignee_id=world.ben.membership_id)
    message = send(world.anna, side, then="close")
    assert let_go(world.anna.company_id, message.pk) == 1
    after = state(world.anna, side.ticket_id)["ticket"]
    assert isinstance(after, dict)
    assert (after["status"], after["awaiting"], after["message_count"]) == ("closed", "nobody", 2)
    assert after["first_reply_at"] == after["closed_at"] == after["activity_at"]
    assert verbs(side) == ["opened", "message", "status", "message"]
    assert not is_neu(world.anna.actor(), Side.objects.get(pk=side.pk))
    assert is_neu(world.ben.actor(), Side.objects.get(pk=side.pk))
    assert Notification.objects.filter(membership_id=world.ben.membership_id, kind="answer").count() == 1
    assert let_go(world.anna.company_id, message.pk) == 0
    assert verbs(side) == ["opened", "message", "status", "message"]


def test_without_a_worker_time_alone_shows_it_and_the_sweep_does_the_rest(world: Cast, passed: Pass) -> None:
    ticket = support(world.anna.actor())
    file = uploaded(world.olaf.actor())
    shown = "<p>Wir kommen morgen.</p>"
    first = send(world.olaf, ticket, upload_ids=[file.public_id])
    assert shown in texts(world.olaf, ticket)
    assert shown not in texts(world.anna, ticket)
    with pytest.raises(NotFoundError):
        attachment_for(world.anna.actor(), file.public_id)
    world.olaf.actor()
    undo(world.olaf, ticket, first)
    passed()
    send(world.olaf, ticket, upload_ids=[file.public_id])
    assert shown in texts(world.anna, ticket)
    assert attachment_for(world.anna.actor(), file.public_id).name == "Protokoll.txt"
    assert sweep_held() == 1
    assert is_neu(
        world.anna.actor(), Side.objects.get(company_id=world.anna.company_id, ticket_id=ticket.ticket_id)
    )


def test_a_contact_sees_neither_text_nor_file_nor_status_before(world: Cast, passed: Pass) -> None:
    karl = guest(world.ben, "nordwerk", world.contacts["karl"])
    side = released(world.ben, world.customers["thal"])
    file = uploaded(world.anna.actor())

    def seen() -> tuple[str, int]:
        contact = karl.actor()
        request = request_for(contact, side.number, "portal.view")
        return request.status, len(messages_for(contact, request))

    before = seen()
    message = send(world.anna, side, then="close", upload_ids=[file.public_id])
    assert seen() == before
    with pytest.raises(NotFoundError):
        file_for(karl.actor(), file.public_id)
    world.anna.actor()
    assert OutgoingMail.objects.filter(ticket_id=side.ticket_id).count() == 0
    undo(world.anna, side, message)
    passed()
    message = send(world.anna, side, then="close")
    assert seen() == (before[0], before[1] + 1)
    let_go(world.anna.company_id, message.pk)
    assert seen() == ("closed", before[1] + 1)
    world.anna.actor()
    assert OutgoingMail.objects.filter(ticket_id=side.ticket_id).count() == 1


def test_an_answer_that_came_meanwhile_is_not_closed_over(world: Cast, passed: Pass) -> None:
    passed()
    side = asked(world.anna.actor())
    message = send(world.anna, side, then="close")
    anna = world.anna.actor()
    receive(actor=anna, number=side.number, html="<p>Noch eine Frage</p>", author_name="Uwe",
            author_email="uwe@unger.example")  # fmt: skip
    let_go(world.anna.company_id, message.pk)
    after = Side.objects.select_related("ticket").get(pk=side.pk)
    assert (after.status, after.ticket.awaiting) == ("in_progress", "desk")
    assert after.ticket.first_reply_at
    # What came meanwhile is still NEU for the author, who has not read it.
    assert is_neu(world.anna.actor(), after)
    assert is_neu(world.ben.actor(), after)


def test_a_status_set_by_hand_meanwhile_stays(world: Cast, passed: Pass) -> None:
    passed()
    side = asked(world.anna.actor())
    message = send(world.anna, side, then="wait")
    change_status(actor=world.ben.actor(), number=side.number, status="closed")
    let_go(world.anna.company_id, message.pk)
    assert Side.objects.get(pk=side.pk).status == "closed"


def test_a_colleague_is_told_of_a_held_reply_before_sending(world: Cast) -> None:
    side = asked(world.anna.actor())
    message = send(world.anna, side)
    with pytest.raises(StaleError):
        send(world.ben, side, seen_news=side.news)
    assert len(texts(world.ben, side)) == 2
    # A page that has shown it may go on, and so may the author.
    send(world.ben, side, seen_news=message.news)
    assert len(texts(world.anna, side)) == 3


def test_lists_of_the_own_side_mark_it_while_it_is_held(world: Cast, passed: Pass) -> None:
    side = support(world.anna.actor())

    def marked(person: Person) -> bool:
        return side.ticket_id in being_sent_read(person.actor()).now()

    taken = send(world.anna, side)
    assert marked(world.anna)
    assert marked(world.paula)
    assert not marked(world.olaf)
    undo(world.anna, side, taken)
    assert not marked(world.paula)
    send(world.olaf, side)
    assert (marked(world.olaf), marked(world.anna)) == (True, False)
    page = world.olga.client().get("/tickets/").content.decode()
    assert page.count('class="held-mark"') == 1
    assert 'class="held-mark"' not in world.anna.client().get("/tickets/").content.decode()
    world.anna.actor()
    passed()
    send(world.anna, side)
    assert not marked(world.anna)


def test_two_held_go_in_their_order(world: Cast, passed: Pass) -> None:
    passed()
    side = asked(world.anna.actor())
    first, second = send(world.anna, side), send(world.ben, side, html="<p>Und ich</p>")
    assert let_go(world.ben.company_id, second.pk) == 2
    told = Event.objects.filter(ticket_id=side.ticket_id, verb="message").order_by("id")
    assert [e.after["message"] for e in told][1:] == [first.pk, second.pk]
    assert Side.objects.select_related("ticket").get(pk=side.pk).ticket.message_count == 3


def test_the_requesters_side_can_take_back_too(world: Cast, passed: Pass) -> None:
    ticket = support(world.anna.actor())
    before = state(world.olaf, ticket.ticket_id)
    message = send(world.anna, ticket)
    assert state(world.olaf, ticket.ticket_id) == before
    undo(world.anna, ticket, message)
    assert state(world.olaf, ticket.ticket_id) == before
    passed()
    let_go(world.anna.company_id, send(world.anna, ticket).pk)
    side = Side.objects.get(company_id=world.olaf.actor().company_id, ticket_id=ticket.ticket_id)
    assert is_neu(world.olaf.actor(), side)


def test_an_answer_to_an_old_ticket_opens_the_new_one_only_when_released(world: Cast, passed: Pass) -> None:
    ticket = support(world.anna.actor())
    long_ago = now() - timedelta(days=20)
    number = Side.objects.get(company_id=world.olaf.actor().company_id, ticket_id=ticket.ticket_id).number
    change_status(actor=world.olaf.actor(), number=number, status="closed", at=long_ago)
    world.anna.actor()
    tickets = Side.objects.count()
    file = uploaded(world.anna.actor())
    message = send(world.anna, ticket, upload_ids=[file.public_id])
    assert Side.objects.count() == tickets
    undo(world.anna, ticket, message)
    passed()
    message = send(world.anna, ticket, upload_ids=[file.public_id])
    assert let_go(world.anna.company_id, message.pk) == 1
    world.anna.actor()
    assert Side.objects.count() == tickets + 1
    moved = Message.objects.get(pk=message.pk)
    assert moved.ticket_id != ticket.ticket_id
    assert Attachment.objects.get(public_id=file.public_id).ticket_id == moved.ticket_id
    assert Side.objects.get(pk=ticket.pk).status == "closed"


def test_notes_and_what_is_not_sent_by_hand_go_at_once(world: Cast) -> None:
    anna = world.anna.actor()
    side = asked(anna)
    note(actor=anna, number=side.number, html="<p>Intern</p>", key=uuid.uuid4())
    reply(actor=anna, number=side.number, html="<p>Gleich</p>", key=uuid.uuid4())
    assert not Message.objects.filter(held_until__isnull=False).exists()


def test_who_deleted_the_ticket_for_good_sends_nothing_any_more(world: Cast, passed: Pass) -> None:
    passed()
    side = asked(world.anna.actor())
    message = send(world.anna, side)
    world.ben.actor()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tickets_side SET folder = 'erased' WHERE id = %s", [side.pk])
    assert let_go(world.anna.company_id, message.pk) == 1
    assert verbs(side) == ["opened", "message"]
