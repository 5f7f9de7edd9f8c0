"""pending"""

from django.urls import path

from anliegen.agent.views import errors

urlpatterns = [
    path(f"x/{n}/" + a, errors.offline, name=n)
    for n, a in [
        ("company-colors", ""),
        ("company-logo", "<str:sha>/"),
        ("account", ""),
        ("logout", ""),
        ("administration", ""),
        ("account-companies", ""),
    ]
]
