"""What concerns me: the list behind the bell, its number, reading, and which kinds I want to hear of."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import as_oneself, needs
from anliegen.agent.page import agent_page
from anliegen.common.http import page, redirect
from anliegen.common.numbers import whole_number
from anliegen.notifications.actions import choose_kinds, mark_all_read, mark_one_read
from anliegen.notifications.queries import page_for, unread_count


@require_safe
@needs("account")
def notices(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show own notices, newest first, from a position on."""
    context = {"here": "notices", "page": page_for(actor, whole_number(request.GET.get("before")))}
    return agent_page(request, actor, "agent/notices/page.html", context)


@require_safe
@as_oneself
@needs("account")
def bell(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Send the bell anew: its number, and the newest notice for those who cannot see it change.

    Also to a window with a page of one's own while another one looks into a company: it is the own bell.
    """
    newest = page_for(actor, size=1).rows
    context = {"unread": unread_count(actor), "newest": newest[0] if newest else None, "here": ""}
    return page(request, "agent/notices/bell_fragment.html", context)


@require_POST
@needs("account")
def reading(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Mark one notice as read, or all that the list has shown."""
    if one := whole_number(request.POST.get("one")):
        mark_one_read(actor=actor, notification_id=one)
        return redirect("/hinweise/")
    count = mark_all_read(actor=actor, upto=whole_number(request.POST.get("upto")) or 0)
    return redirect("/hinweise/", _("All shown notices are read.") if count else _("Nothing was unread."))


@require_POST
@needs("account")
def kinds(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Store which kinds of notices the person wants, at the bell and on their devices."""
    choose_kinds(actor=actor, bell=request.POST.getlist("bell"), push=request.POST.getlist("push"))
    return redirect("/konto/", _("Settings saved."))
