"""All addresses of the installation."""

from django.urls import include, path

from anliegen.agent.views import errors
from anliegen.config import refusals

urlpatterns = [
    path("portal/<slug:slug>/", include("anliegen.portal.urls")),
    path("", include("anliegen.agent.urls")),
]

handler400 = refusals.bad_request
handler403 = errors.forbidden
handler404 = refusals.not_found
handler500 = errors.server_error
# Looked up by django-allauth.
handler429 = errors.too_often
