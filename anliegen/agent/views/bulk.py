"""Changes of many tickets at once, and of one from its row in the list."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from anliegen.accounts.access import colleague_for
from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.forms.overview import parse
from anliegen.agent.page import agent_page
from anliegen.agent.words import bulk_notice, folder_notice
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.http import Undo, own_path, redirect
from anliegen.common.numbers import packed, unpacked, whole_number
from anliegen.common.refusal import said
from anliegen.tickets.access import category_for, ticket_for
from anliegen.tickets.actions.bulk import MOST, Outcome, apply_to_all
from anliegen.tickets.lifecycle import Status
from anliegen.tickets.queries.overview import numbers_for

_WHAT = ("status", "priority", "assignee", "category", "folder")


@require_POST
@needs("ticket.change")
def bulk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Apply what was chosen to the selected tickets, or to all that the filters show."""
    back = own_path(request.POST.get("back"), "/tickets/")
    if request.POST.get("one"):
        return _one(request, actor, back)
    if request.POST.get("step"):
        return _taken_back(request, actor, back)
    changes = _changes(request.POST)
    numbers = _numbers(request, actor)
    if not numbers or not changes:
        return redirect(back, _("Please select tickets and choose what is to be done with them."))
    try:
        outcomes = [
            apply_to_all(actor=actor, numbers=numbers, what=what, value=value) for what, value in changes
        ]
    except RefusedError as refusal:
        return redirect(back, said(refusal))
    return _answer(request, actor, back, outcomes)


def _one(request: HttpRequest, actor: Actor, back: str) -> HttpResponse:
    """Handle a button in a row: `number:what:value`."""
    asked, what, value = [*request.POST.get("one", "").split(":", 2), "", ""][:3]
    number = whole_number(asked)
    if number is None:
        raise NotFoundError
    before = ticket_for(actor, number, "ticket.change")
    outcome = apply_to_all(actor=actor, numbers=[number], what=what, value=value)
    if outcome.refused:
        return redirect(back, _(next(iter(outcome.refused.values()))))
    old = before.folder if what == "folder" else before.ticket.status
    path = "ordner" if what == "folder" else "status"
    text = folder_notice(value) if what == "folder" else _status_notice(value)
    undo = {"url": f"/tickets/{number}/{path}/", what: str(old), "back": back}
    if what == "status":
        undo["seen"] = value
    return redirect(back, text % {"number": number}, undo)


def _status_notice(value: str) -> str:
    if value == Status.CLOSED:
        return _("Ticket #%(number)s was closed.")
    return _("Ticket #%(number)s is open again.")


def _changes(post: QueryDict) -> list[tuple[str, str]]:
    """Return (what, value) of every selection that was made; "-" stands for no change."""
    if post.get("folder"):
        return [("folder", post.get("folder", ""))]
    return [(what, post.get(what, "")) for what in _WHAT if post.get(what, "-") != "-"]


def _numbers(request: HttpRequest, actor: Actor) -> list[int]:
    if request.POST.get("scope") == "all":
        query = QueryDict(mutable=True)
        query.update({k[7:]: str(v) for k, v in request.POST.items() if k.startswith("filter_")})
        return numbers_for(actor, parse(query, actor).filters, MOST + 1)
    return [n for n in map(whole_number, request.POST.getlist("numbers")) if n is not None]


def _taken_back(request: HttpRequest, actor: Actor, back: str) -> HttpResponse:
    """Take back what the notice before has done: `what:value:seen:numbers` for each former value."""
    outcomes = []
    for step in request.POST.getlist("step")[:_MOST_STEPS]:
        what, value, seen, numbers = [*step.split(":", 3), "", "", ""][:4]
        was = None if seen == _ANYTHING else seen
        try:
            outcomes.append(
                apply_to_all(actor=actor, numbers=unpacked(numbers, MOST), what=what, value=value, seen=was)
            )
        except RefusedError as refusal:
            return redirect(back, said(refusal))
    done = len({number for outcome in outcomes for number in outcome.done})
    text = ngettext("%(n)s ticket is as before again.", "%(n)s tickets are as before again.", done)
    return _answer(request, actor, back, outcomes, text % {"n": done})


_MOST_STEPS = 100
# A category is taken off wherever it is: nothing that a colleague has done is lost by it.
_ANYTHING = "-"


def _undo(outcomes: list[Outcome], back: str) -> Undo | None:
    """Return the form that takes it all back, the last change first; None where nothing has changed."""
    steps = [
        f"{one.back}:{value}:{_ANYTHING if 'category' in one.what else one.value}:{packed(numbers)}"
        for one in reversed(outcomes)
        for value, numbers in one.was.items()
    ]
    return {"url": "/tickets/sammelaktion/", "back": back, "step": steps} if steps else None


def _text(actor: Actor, outcomes: list[Outcome]) -> str:
    done, first = len(outcomes[0].done), outcomes[0]
    if len(outcomes) > 1 or not done:
        return ngettext("%(n)s ticket was changed.", "%(n)s tickets were changed.", done) % {"n": done}
    chosen, name = whole_number(first.value), ""
    if chosen and first.what == "assignee":
        name = colleague_for(actor, chosen).user.name
    elif chosen and first.what == "category":
        name = category_for(actor, chosen, "ticket.change").name
    return bulk_notice(first.what, first.value, name, done)


def _answer(
    request: HttpRequest, actor: Actor, back: str, outcomes: list[Outcome], text: str = ""
) -> HttpResponse:
    refused = {number: reason for outcome in outcomes for number, reason in outcome.refused.items()}
    text, undo = text or _text(actor, outcomes), _undo(outcomes, back)
    if not refused:
        return redirect(back, text, undo)
    context = {
        "text": text,
        "refused": {n: _(r) for n, r in refused.items()},
        "back": back,
        "here": "tickets",
        "notice": {"text": text, "undo": undo} if undo else None,
    }
    return agent_page(request, actor, "agent/overview/bulk_result.html", context)
