"""Addresses of log-in, account and administration."""

from django.urls import path

from anliegen.agent.views import (
    account,
    administration,
    company,
    devices,
    exports,
    invitation,
    login,
    looks,
    notices,
    outbox,
    password_reset,
    portal_settings,
)

urlpatterns = [
    path("anmelden/", login.login, name="login"),
    # django-allauth looks its own name up.
    path("anmelden/", login.login, name="account_login"),
    path("abmelden/", login.logout, name="logout"),
    path("passwort-vergessen/", password_reset.forgotten, name="password-forgotten"),
    path("passwort-neu/<str:key>/", password_reset.reset, name="password-reset"),
    path("einladung/<str:token>/", invitation.invitation, name="invitation"),
    path("datenexport/<str:token>/", exports.export_link, name="export-link"),
    path("konto/", account.account, name="account"),
    path("konto/passwort/", account.password, name="account-password"),
    path("konto/sitzungen/", account.sessions, name="account-sessions"),
    path("konto/seitengroesse/", account.page_size, name="page-size"),
    path("konto/hinweise/", notices.kinds, name="notice-kinds"),
    path("konto/geraet/", devices.device, name="push-device"),
    path("konto/geraet/ende/", devices.device_end, name="push-device-end"),
    path("hinweise/", notices.notices, name="notices"),
    path("hinweise/glocke/", notices.bell, name="bell"),
    path("hinweise/gelesen/", notices.reading, name="notices-reading"),
    path("konto/firmen/", account.companies, name="account-companies"),
    path("konto/firma/", account.company_switch, name="account-company"),
    path("verwaltung/", company.company, name="administration"),
    path("verwaltung/mitarbeitende/", administration.employees, name="employees"),
    path("verwaltung/mitarbeitende/<int:membership_id>/", administration.employee, name="employee"),
    path(
        "verwaltung/einladungen/<int:invitation_id>/rueckzug/",
        administration.invitation_withdrawal,
        name="invitation-withdrawal",
    ),
    path("verwaltung/postausgang/", outbox.outbox, name="outbox"),
    path("verwaltung/postausgang/<int:mail_id>/", outbox.mail, name="mail"),
    path("verwaltung/postausgang/<int:mail_id>/versand/", outbox.mail_again, name="mail-again"),
    path("verwaltung/kundenportal/", portal_settings.portal_settings, name="portal-settings"),
    path("verwaltung/datenexport/", exports.exports, name="exports"),
    path("verwaltung/datenexport/<str:public_id>/", exports.export, name="export"),
    path("verwaltung/protokoll/", administration.record, name="administration-record"),
    path("firma/farben/<str:version>.css", looks.colors, name="company-colors"),
    path("firma/logo/<str:sha>.png", looks.logo, name="company-logo"),
]
