from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    name = "anliegen.portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the wall be completed after every migration."""
        from anliegen.portal.wall import after_migrations

        # Django tells apps with models alone; once after each run is enough.
        post_migrate.connect(after_migrations, sender=apps.get_app_config("customers"))
