"""The agents' addresses. Paths are German, names and views English; every name is a resource."""

from django.urls import path

from anliegen.agent.urls_accounts import urlpatterns as accounts
from anliegen.agent.urls_operator import urlpatterns as operator
from anliegen.agent.urls_records import urlpatterns as records
from anliegen.agent.views import (
    bulk,
    drafts,
    errors,
    files,
    installing,
    jump,
    lock,
    new_ticket,
    overview,
    portal_access,
    presence,
    properties,
    sender,
    ticket,
    uploads,
)

urlpatterns = [
    path("tickets/", overview.overview, name="overview"),
    path("tickets/neu/", new_ticket.new_ticket, name="ticket-new"),
    path("tickets/neu/kunden/", new_ticket.customer_options, name="ticket-new-customers"),
    path("tickets/sammelaktion/", bulk.bulk, name="bulk"),
    path("tickets/<int:number>/", ticket.ticket, name="ticket"),
    path("tickets/<int:number>/antworten/", ticket.replies, name="ticket-replies"),
    path(
        "tickets/<int:number>/antworten/<int:message>/ruecknahme/",
        ticket.taking_back,
        name="ticket-take-back",
    ),
    path("tickets/<int:number>/notizen/", ticket.notes, name="ticket-notes"),
    path("tickets/<int:number>/status/", properties.status, name="ticket-status"),
    path("tickets/<int:number>/prioritaet/", properties.priority, name="ticket-priority"),
    path("tickets/<int:number>/zuweisung/", properties.assignee, name="ticket-assignee"),
    path("tickets/<int:number>/kategorien/", properties.categories, name="ticket-categories"),
    path("tickets/<int:number>/ordner/", properties.folder, name="ticket-folder"),
    path("tickets/<int:number>/portal/", properties.portal, name="ticket-portal"),
    path("tickets/<int:number>/kundensicht/", portal_access.customer_view, name="ticket-customer-view"),
    path("tickets/<int:number>/kunde/", sender.sender, name="ticket-sender"),
    path("tickets/<int:number>/gelesen/", properties.reading, name="ticket-reading"),
    path("tickets/<int:number>/anwesenheit/", presence.presence, name="ticket-presence"),
    path("tickets/<int:number>/sperre/", lock.lock, name="ticket-lock"),
    path("tickets/<int:number>/sperre/freigabe/", lock.lock_release, name="ticket-lock-release"),
    path("tickets/<int:number>/sperre/uebernahme/", lock.lock_takeover, name="ticket-lock-takeover"),
    path("tickets/<int:number>/sperre/warten/", lock.lock_waiting, name="ticket-lock-waiting"),
    path("tickets/<int:number>/entwuerfe/", drafts.drafts, name="ticket-drafts"),
    path("tickets/<int:number>/entwuerfe/fassungen/", drafts.draft_versions, name="ticket-draft-versions"),
    path("tickets/neu/entwurf/", drafts.new_draft, name="new-draft"),
    path("tickets/neu/entwurf/verwerfen/", new_ticket.discarded, name="new-draft-discarded"),
    path("tickets/<int:number>/loeschung/", properties.erasure, name="ticket-erasure"),
    path("anhaenge/", uploads.uploads, name="uploads"),
    path("anhaenge/<str:public_id>/", uploads.upload, name="upload"),
    path("anhaenge/<str:public_id>/<str:token>/<str:variant>/<path:name>", files.file, name="file"),
    path("springen/", jump.jump, name="jump"),
    path("offline/", errors.offline, name="offline"),
    path("anliegen.webmanifest", installing.manifest, name="manifest"),
    path("dienst.js", installing.service_worker, name="service-worker"),
    *accounts,
    *operator,
    *records,
]
