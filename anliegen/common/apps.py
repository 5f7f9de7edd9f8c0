from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "anliegen.common"
    default_auto_field = "django.db.models.BigAutoField"
