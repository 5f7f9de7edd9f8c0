"""The portal's addresses, below the company's short name. A host name of its own leads here by the proxy."""

from django.urls import path

from anliegen.portal.views import files, login, looks, new_request, request, requests

urlpatterns = [
    path("", requests.requests, name="portal-requests"),
    path("anmelden/", login.login, name="portal-login"),
    path("abmelden/", login.logout, name="portal-logout"),
    path("anmeldelink/", login.ask_for_link, name="portal-link"),
    path("anmeldelink/<str:token>/", login.link, name="portal-link-use"),
    path("einladung/<str:token>/", login.invitation, name="portal-invitation"),
    path("kennwort/", login.password, name="portal-password"),
    path("anfragen/neu/", new_request.new_request, name="portal-new"),
    path("anfragen/<int:number>/", request.request_page, name="portal-request"),
    path("anfragen/<int:number>/status/", request.status, name="portal-status"),
    path("dateien/", files.uploads, name="portal-uploads"),
    path("dateien/<str:public_id>/", files.upload, name="portal-upload"),
    path("dateien/<str:public_id>/<str:variant>/<path:name>", files.file, name="portal-file"),
    path("farben/<str:version>.css", looks.colors, name="portal-colors"),
    path("logo/<str:sha>.png", looks.logo, name="portal-logo"),
]
