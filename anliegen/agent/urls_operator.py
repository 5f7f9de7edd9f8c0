"""Addresses between operator and companies: administering them, and looking in where a door is open."""

from django.urls import path

from anliegen.agent.views import companies, exports, support

_COMPANY = "verwaltung/firmen/<slug:slug>/"

urlpatterns = [
    path("verwaltung/support-zugriff/", support.support_grants, name="support-grants"),
    path(
        "verwaltung/support-zugriff/<str:public_id>/ende/",
        support.support_grant_end,
        name="support-grant-end",
    ),
    path("einblick/", support.support_doors, name="support-doors"),
    path("einblick/ende/", support.support_leave, name="support-leave"),
    path("einblick/<str:public_id>/", support.support_look, name="support-look"),
    path("verwaltung/firmen/", companies.companies, name="companies"),
    path("verwaltung/firmen/neu/", companies.company_new, name="company-new"),
    path(_COMPANY, companies.company_page, name="company"),
    path(_COMPANY + "sperre/", companies.company_suspension, name="company-suspension"),
    path(_COMPANY + "loeschung/", companies.company_deletion, name="company-deletion"),
    path(_COMPANY + "export/", exports.company_export, name="company-export"),
    path(_COMPANY + "einladung/", companies.company_invitation, name="company-invitation"),
]
