from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Wires events to their handlers once all packages are loaded."""

    name = "anliegen.config"
    label = "house"

    def ready(self) -> None:
        from anliegen.config import wiring  # models exist only now

        wiring.connect()
