from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "anliegen.accounts"
    default_auto_field = "django.db.models.BigAutoField"
