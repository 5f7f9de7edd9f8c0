"""pending"""

from django.urls import path

from anliegen.agent.views import errors, login

urlpatterns = [
    path("anmelden/", login.login, name="login"),
    path("abmelden/", login.logout, name="logout"),
    path("anmelden/", login.login, name="account_login"),
] + [
    path(f"x/{n}/" + a, errors.offline, name=n)
    for n, a in [
        ("company-colors", ""),
        ("company-logo", "<str:sha>/"),
        ("account", ""),
        ("administration", ""),
        ("account-companies", ""),
    ]
]
