"""One settings file. It reads the environment and fails loudly; README lists every variable."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / ".data"))).resolve()
TESTING = "pytest" in sys.modules
STARTING = sys.argv[1:2] == ["up"]  # it writes the environment of the other processes, so it does not read it
if not (TESTING or STARTING):
    environ.Env.read_env(DATA_DIR / "environment")  # written by `manage.py up`; variables that are set take precedence

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "serves-nobody" if TESTING or STARTING else environ.Env.NOTSET)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # earlier keys; what they signed still holds
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", False)
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)  # number of our proxies in front, which send the client's address

INSTALLED_APPS = [
    "marketplace.accounts",
    "ideas",
    "evaluations.compute",
    "evaluations.prototypes",
    "evaluations.panel",
    "evaluations.moments",
    "marketplace.pages",
    "marketplace.api",
    "marketplace.local",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "corsheaders",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
]

MIDDLEWARE = [
    "marketplace.pages.site.headers.for_every_response",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "marketplace.api.plain_http.refused",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "marketplace.pages.site.sizes.bounded",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "marketplace.pages.site.rates.limited",
    "marketplace.pages.people.other_sites.said_to_be_away",
    "marketplace.pages.people.standing.refused_while_suspended",
    "marketplace.pages.people.sessions.noted",
    "marketplace.pages.site.footprints.noted",
    "marketplace.pages.site.signing_in.in_place",
    "marketplace.pages.site.caching.private",
]

ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.pages.site.mail.mail_kept_here",
            ]
        },
    }
]

# --- PostgreSQL: the truth -------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", "postgresql://overlooked@localhost/overlooked")}
DATABASES["default"] |= {"CONN_HEALTH_CHECKS": True}
# By default the vector index stops after 40 rows, even when all of them are deleted or drafts, and the search finds
# nothing. With iterative_scan it continues until it has found enough rows.
OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
# Celery closes its connection after every task, and beat sends several tasks a second: without a pool Postgres uses
# much of a core to start processes. The pool makes a connection when a thread needs one.
OPTIONS["pool"] = {"min_size": 1, "max_size": 80, "timeout": 10}
OPTIONS["options"] = f"{OPTIONS.get('options', '')} -c hnsw.iterative_scan=strict_order".strip()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis: delivery and caches, all of it expendable ----------------------------------------------
# A socket is `unix://` for redis-py and `redis+socket://` for Celery; operators write the first.
REDIS_URL = env.str("REDIS_URL", "redis://localhost:6379/0")


def celery_broker(url: str) -> str:
    """The same Redis as Celery writes it: `unix:///x.sock?db=1` is `redis+socket:///x.sock?virtual_host=1`."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    return f"redis+socket://{parts.path}?{parts.query.replace('db=', 'virtual_host=')}".rstrip("?")


CACHES = {
    "default": {
        "BACKEND": "marketplace.cache.FailOpenCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {
            "SOCKET_CONNECT_TIMEOUT": 0.3,
            "SOCKET_TIMEOUT": 0.3,
            # Throttles and cached pages fail open: a site without Redis is slower, not down.
            "IGNORE_EXCEPTIONS": True,
        },
        "KEY_PREFIX": "overlooked",
    }
}
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True

CELERY_BROKER_URL = celery_broker(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 2, "max_retries": 1}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "quick"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# --- People ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
] + [{"NAME": "marketplace.accounts.passwords.NotOfThisSite"}]
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:  # tests make hundreds of accounts, and none of them needs a safe password
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "marketplace.pages.people.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    name: f"marketplace.pages.people.account_forms.{form}"
    for name, form in {
        "login": "LoginForm",
        "signup": "SignupForm",
        "add_email": "AddEmailForm",
        "change_password": "ChangePasswordForm",
        "reset_password": "ResetPasswordForm",
        "reset_password_from_key": "ResetPasswordKeyForm",
    }.items()
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = "strict"  # no page shows whether an address has an account; only mails to its owner do
ACCOUNT_CHANGE_EMAIL = True  # one address at a time: a new one replaces it once it is confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_USERNAME_VALIDATORS = "marketplace.accounts.names.username_validators"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "marketplace.accounts.models.session"
# A browser takes a cookie of such a name from this very host alone, and over TLS alone.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_HTTPONLY = True  # our scripts read the token from the page
MESSAGE_STORAGE = "marketplace.pages.site.notices.Notices"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60

# --- Mail: a real server in EMAIL_URL, else files that the local site shows at /mail/ ----------------
MAIL_DIR = DATA_DIR / "mail"
MAIL_PAGE = env.bool("MAIL_PAGE", False)
MAIL_KEY = env.str("MAIL_KEY", "")  # opens that page; without a key nobody can
EMAIL_TIMEOUT = 10  # seconds: the workers that count votes send mails, too
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
if MAIL_PAGE:
    EMAIL_BACKEND = "marketplace.pages.site.mail.OutboxBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Overlooked <overlooked@localhost>")

# --- Django's admin, for superusers -------------------------------------------------------------------
ADMIN = env.bool("ADMIN", False)
ADMIN_PATH = env.str("ADMIN_PATH", "admin/")

# --- Pages -----------------------------------------------------------------------------------------
SITE_URL = env.str("SITE_URL", "http://testserver" if TESTING else "http://localhost:8000").rstrip("/")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "")  # of security.txt: mailto:..., tel:... or https://...
LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"  # calendar days of /top and the generated columns are UTC days
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "marketplace" / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
WHITENOISE_AUTOREFRESH = TESTING or DEBUG  # find a file on request, instead of scanning all files for every test
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # 2,000 rows of examples are 4,000 fields
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^api/"]  # probes use plain HTTP; the API refuses it itself
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", True)
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
from marketplace.sign_in import *  # noqa: E402, F403
from marketplace.sign_in import SIGN_IN_ORIGINS  # noqa: E402

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "form-action": [SELF, *SIGN_IN_ORIGINS],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Imported here, because both read the environment, which must be loaded first.
from marketplace.api.settings import *  # noqa: E402, F403
from marketplace.limits import *  # noqa: E402, F403

# --- The models: the machine's price, where models are found, how many answers are cached -------------
MACHINE_USD_PER_HOUR = env.float("MACHINE_USD_PER_HOUR", 0.10)
ANSWERS_KEPT = env.int("ANSWERS_KEPT", 1_000_000)  # rows in the cache of answers that all ideas share
FIND_OLLAMA = env.bool("FIND_OLLAMA", False)
OLLAMA_URL = "http://127.0.0.1:11434"  # its default port, on this machine only
CATALOGUE = Path(env.str("CATALOGUE", str(BASE_DIR / "evaluations/prototypes/catalogue.toml")))
SEED = Path(env.str("SEED", str(BASE_DIR / "marketplace/local/seed")))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "marketplace.logs.OneLine",
            "format": "{asctime} {levelname} {name}: {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Without these, the database driver sets its own level, and several tasks a second hide all other lines.
    "loggers": {"psycopg": {"level": env.str("LOG_LEVEL", "WARNING")}, "security": {"level": "INFO"}}
    | {f"celery.{part}": {"level": "WARNING"} for part in ("app.trace", "worker.request", "worker.strategy")},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
