"""The addresses of the host that files have for themselves: one. The name at its end is for people."""

from django.urls import path

from anliegen.common.file_grants import PATH
from anliegen.config.files_host import handed_out

urlpatterns = [path(f"{PATH}/<str:token>/<path:name>", handed_out, name="handed-out")]
