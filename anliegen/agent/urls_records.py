"""pending"""

from django.urls import path

from anliegen.agent.views import errors

urlpatterns = [
    path(f"y/{n}/" + a, errors.offline, name=n)
    for n, a in [
        ("start", ""),
        ("customers", ""),
        ("customer", "<str:public_id>/"),
        ("categories", ""),
        ("saved-views", ""),
    ]
]
