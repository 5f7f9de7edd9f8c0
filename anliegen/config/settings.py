"""The one settings file. Defaults are safe for production; the environment changes them.

`docs/betrieb/` explains every variable. `anliegen serve` sets those that it knows itself.
"""

from pathlib import Path

from anliegen.common import hosts
from anliegen.config import env

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(env.text("DATA", "var")).resolve()

DEBUG = False
# Tests let a failure of a view through, so that they show where it happened.
DEBUG_PROPAGATE = env.flag("ANLIEGEN_PROPAGATE")
SECRET_KEY = env.text("ANLIEGEN_SECRET_KEY") or "unset: anliegen serve sets a random one kept in DATA/secrets"
# Short names of companies whose portal has a host name of its own.
PORTAL_HOSTS = env.pairs("ANLIEGEN_PORTAL_HOSTS")
ALLOWED_HOSTS = [
    *env.listing("ANLIEGEN_HOSTS", hosts.OWN_MACHINE),
    *(host.partition(":")[0] for host in PORTAL_HOSTS.values()),
]
CSRF_TRUSTED_ORIGINS = env.listing("ANLIEGEN_ORIGINS")
BEHIND_TLS = env.flag("ANLIEGEN_TLS")
BASE_URL = env.text("ANLIEGEN_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
# A name for files alone, which no cookie reaches; "": they come from the pages' own. Not one of the allowed
# hosts: what slipped past its middleware would still be no page.
FILES_HOST = env.files_host(BASE_URL)

APP_URL = env.text("ANLIEGEN_APP_URL", "postgresql://anliegen_app@/anliegen")
OWNER_URL = env.text("ANLIEGEN_OWNER_URL")
# How long the sender of a reply can take it back.
UNDO_SECONDS = env.number("ANLIEGEN_UNDO_SECONDS", 10, 5, 120)
POOL_SIZE = env.number("ANLIEGEN_POOL", 12, 0, 200)
# What takes longer keeps a thread and locks from everybody. The worker has longer, commands all the time.
STATEMENT_SECONDS = env.number("ANLIEGEN_STATEMENT_SECONDS", 30, 0, 3600)

DATABASES = {"default": env.database(APP_URL, POOL_SIZE, STATEMENT_SECONDS)}
if OWNER_URL:
    DATABASES["owner"] = env.database(OWNER_URL, 0)
# Counters of attempts are written outside the request's transaction: a refused log-in rolls back, its
# count must not, and nobody waits for the row while somebody else's password is being checked.
DATABASES["counters"] = env.database(APP_URL, 0, STATEMENT_SECONDS)
# The role that the migrations grant the application's rights to.
APP_ROLE = DATABASES["default"]["USER"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "anliegen.common.apps.CommonConfig",
    "anliegen.accounts.apps.AccountsConfig",
    "anliegen.customers.apps.CustomersConfig",
    "anliegen.tickets.apps.TicketsConfig",
    "anliegen.conversation.apps.ConversationConfig",
    "anliegen.notifications.apps.NotificationsConfig",
    "anliegen.mail.apps.MailConfig",
    "anliegen.agent.apps.AgentConfig",
    "anliegen.portal.apps.PortalConfig",
    "anliegen.ops.apps.OpsConfig",
    "anliegen.config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "anliegen.config.headers.SecurityHeaders",
    "anliegen.config.files_host.FilesHost",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Django pads compressed pages at random and masks the form token, against BREACH.
    "django.middleware.gzip.GZipMiddleware",
    "anliegen.config.limits.RequestLimits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "anliegen.config.gate.Gate",
]

ROOT_URLCONF = "anliegen.config.urls"
WSGI_APPLICATION = "anliegen.config.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            PACKAGE / "agent" / "templates",
            PACKAGE / "portal" / "templates",
            PACKAGE / "accounts" / "templates",
            PACKAGE / "common" / "templates",
        ],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "anliegen.common.jinja.environment"},
    },
    # Only for what libraries bring along; no page of the product is made of these.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

# --- people and sessions -----------------------------------------------------------------------
PASSWORD_RESET_TIMEOUT = 30 * 60
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/anmelden/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "anliegen.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/anmelden/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/5m/ip,5/5m/key",
    "logout": "60/m/ip",
    "end_sessions": "30/5m/user",
    "reset_password": "20/h/ip,3/h/key",
    "reset_password_from_key": "20/h/ip",
    "change_password": "10/h/user",
    "invitation": "30/h/ip",
    "export_link": "30/h/ip",
    "portal_login": "30/5m/ip,8/5m/key",
    "portal_link": "30/h/ip,4/h/key",
    "portal_token": "60/h/ip",
}

SESSION_ENGINE = "anliegen.accounts.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_NAME = "__Host-anliegen" if BEHIND_TLS else "anliegen"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_NAME = "__Host-csrf" if BEHIND_TLS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_FAILURE_VIEW = "anliegen.config.refusals.csrf_failure"

CACHES = {
    "default": {
        "BACKEND": "anliegen.common.cache.JsonDatabaseCache",
        "LOCATION": "common_cache",
        "OPTIONS": {"DATABASE": "counters"},
    }
}

# --- words, times, files -----------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "common" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "anliegen.common.static_files.BundledStaticFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
WHITENOISE_MANIFEST_STRICT = True
WHITENOISE_MIMETYPES = {".speculationrules": "application/speculationrules+json"}
FILES = DATA / "files"
FILE_UPLOAD_HANDLERS = ["anliegen.common.receiving.FileReceiver"]
FILE_UPLOAD_TEMP_DIR = env.text("ANLIEGEN_TEMP") or None

# Largest request: a form with files. What is too large gets 413 before it is read.
MAX_FILE_BYTES = 25 * 1_000_000
MAX_FILES_PER_MESSAGE = 20
# How much of files one company may keep; 0 is no limit.
COMPANY_BYTES = env.number("ANLIEGEN_COMPANY_GB", 0, 0, 100_000) * 1_000_000_000
MAX_BODY_BYTES = 110 * 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 4_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1200
# Files beyond those of one message are left out with a sentence; this is for what no form sends.
DATA_UPLOAD_MAX_NUMBER_FILES = 500

# --- mail --------------------------------------------------------------------------------------
# Without a server every mail is written to DATA/mail, so that nothing leaves and nothing is lost.
EMAIL_HOST = env.text("ANLIEGEN_SMTP_HOST")
EMAIL_PORT = env.number("ANLIEGEN_SMTP_PORT", 587, 1, 65535)
EMAIL_HOST_USER = env.text("ANLIEGEN_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("ANLIEGEN_SMTP_PASSWORD")
# TLS from the first byte (port 465), or after a plain greeting (port 587).
EMAIL_USE_SSL = env.flag("ANLIEGEN_SMTP_TLS")
EMAIL_USE_TLS = env.flag("ANLIEGEN_SMTP_STARTTLS", not EMAIL_USE_SSL)
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = DATA / "mail"
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
DEFAULT_FROM_EMAIL = env.text("ANLIEGEN_MAIL_FROM", "Anliegen <noreply@anliegen.example>")

# Whose addresses browsers may register for notices: the worker calls no others.
PUSH_SERVICES = env.listing(
    "ANLIEGEN_PUSH_SERVICES",
    "fcm.googleapis.com,push.services.mozilla.com,notify.windows.com,push.apple.com",
)

# Networks that may be called though they are not public, for a push service of one's own.
EGRESS_ALLOW = env.listing("ANLIEGEN_EGRESS_ALLOW")

# --- transport and logs ------------------------------------------------------------------------
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
TRUSTED_PROXIES = env.number("ANLIEGEN_TRUSTED_PROXIES", 0, 0, 5)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
X_FRAME_OPTIONS = "DENY"
LOGGING_CONFIG = "anliegen.config.logs.configure"
LOGGING = {"level": env.text("ANLIEGEN_LOG_LEVEL", "INFO")}
SILENCED_SYSTEM_CHECKS: list[str] = []
