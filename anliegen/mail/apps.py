from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "anliegen.mail"
    default_auto_field = "django.db.models.BigAutoField"
