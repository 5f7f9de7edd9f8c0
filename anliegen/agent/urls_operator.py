"""Addresses of the operator: companies and what is done with them."""

from django.urls import path

from anliegen.agent.views import companies

_COMPANY = "verwaltung/firmen/<slug:slug>/"

urlpatterns = [
    path("verwaltung/firmen/", companies.companies, name="companies"),
    path("verwaltung/firmen/neu/", companies.company_new, name="company-new"),
    path(_COMPANY, companies.company_page, name="company"),
    path(_COMPANY + "sperre/", companies.company_suspension, name="company-suspension"),
    path(_COMPANY + "loeschung/", companies.company_deletion, name="company-deletion"),
    path(_COMPANY + "einladung/", companies.company_invitation, name="company-invitation"),
]
