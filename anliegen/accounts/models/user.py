"""A person who can log in. One person may belong to several companies."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from anliegen.common.clock import now


class Theme(models.TextChoices):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Density(models.TextChoices):
    COMFORTABLE = "comfortable"
    COMPACT = "compact"


class Language(models.TextChoices):
    GERMAN = "de"
    ENGLISH = "en"


PAGE_SIZES = (10, 25, 50, 100, 250, 500)


class UserManager(BaseUserManager["User"]):
    """Finds people by their address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person; without a password nobody can log in until one is set."""
        user = self.model(email=self.normalize(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize(username or ""))

    @staticmethod
    def normalize(email: str) -> str:
        """Return the address as it is stored: trimmed and in lower case."""
        return email.strip().lower()


class User(AbstractBaseUser):
    """A person. Rights hang on memberships, not here."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.SYSTEM)
    density = models.CharField(max_length=12, choices=Density, default=Density.COMFORTABLE)
    language = models.CharField(max_length=2, choices=Language, default=Language.GERMAN)
    page_size = models.SmallIntegerField(default=25)
    shortcuts = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        db_table = "accounts_user"
        constraints = [
            models.CheckConstraint(condition=models.Q(page_size__in=PAGE_SIZES), name="user_page_size"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower"),
        ]

    def __str__(self) -> str:
        return self.name
