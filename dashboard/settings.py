"""Django's settings. Everything that differs between installations comes from the environment (README.md, Settings)."""

from __future__ import annotations

from pathlib import Path

from dashboard import env
from dashboard.exsited import Limits

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY", at_least=50)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
ACCESS_LOG_KEY = env.secret("ACCESS_LOG_KEY", default=SECRET_KEY, at_least=50)
HTTPS_ONLY = env.flag("HTTPS_ONLY", default=not DEBUG)
BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)

EXSITED_BASE_URL = env.origin("EXSITED_BASE_URL")
EXSITED_CLIENT_ID = env.text("EXSITED_CLIENT_ID")
EXSITED_CLIENT_SECRET = env.secret("EXSITED_CLIENT_SECRET")
EXSITED_REDIRECT_URI = env.absolute_url("EXSITED_REDIRECT_URI")
EXSITED_TIMEZONE = env.zone("EXSITED_TIMEZONE", "Australia/Sydney")

# Sign-in through an OpenID provider; off without an issuer. `roles.py` says what the three may do.
OIDC_ISSUER = env.issuer("OIDC_ISSUER", "")
OIDC_CLIENT_ID = env.text("OIDC_CLIENT_ID", needed_with=OIDC_ISSUER)
OIDC_CLIENT_SECRET = env.secret("OIDC_CLIENT_SECRET", needed_with=OIDC_ISSUER)
OIDC_CALLBACK_URL = env.own_address("OIDC_CALLBACK_URL", path="/oidc/callback/", needed_with=OIDC_ISSUER)
OIDC_ROLES = env.mapping("OIDC_ROLES", to={"Administrators", "Support", "Finance"}, needed_with=OIDC_ISSUER)
OIDC_GROUPS_CLAIM = env.text("OIDC_GROUPS_CLAIM", "groups")
OIDC_SCOPES = env.scopes("OIDC_SCOPES", "openid profile")
OIDC_NAME = env.text("OIDC_NAME", "single sign-on")

INSTALLED_APPS = [
    "dashboard",
    "dashboard.access_log",
    "dashboard.accounts",
    "integrations_ui",
    "invoices_ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "heroicons",
    "template_partials",
]

MIDDLEWARE = [
    "dashboard.middleware.ReferenceMiddleware",
    "dashboard.middleware.QueryMiddleware",
    "dashboard.middleware.SecurityHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dashboard.middleware.DoorMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dashboard.middleware.SignInMiddleware",
    "axes.middleware.AxesMiddleware",
    "dashboard.access_log.middleware.AccessLogMiddleware",
    "dashboard.middleware.TurnMiddleware",
    "dashboard.middleware.ProblemMiddleware",
]

ROOT_URLCONF = "dashboard.urls"
WSGI_APPLICATION = "dashboard.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "dashboard.shell.shell",
            ],
        },
    },
]

STORE_SECONDS = 5
"""How long a page waits for its own database before it says that it is down."""
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'dashboard.sqlite3'}")}
match DATABASES["default"]["ENGINE"]:
    case "django.db.backends.sqlite3":
        VAR_DIR.mkdir(exist_ok=True)
        # Writers queue instead of failing, and readers never wait for them.
        DATABASES["default"]["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": STORE_SECONDS,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    case "django.db.backends.postgresql":
        DATABASES["default"]["OPTIONS"] = {"connect_timeout": STORE_SECONDS, **DATABASES["default"].get("OPTIONS", {})}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.redis("REDIS_URL", "")
MACHINE_CACHE = env.beside_database(DATABASES["default"], default=VAR_DIR / "dashboard.cache.sqlite3")
# One alias for all that processes share: the token, locks, counters, the upstream's state, answers kept for a while.
# Without Redis it is a file that the processes of this machine share. `add` and `incr` are atomic in both.
CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "dashboard",
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
        if REDIS_URL
        else {"BACKEND": "dashboard.machine_cache.MachineCache", "LOCATION": str(MACHINE_CACHE)}
    )
}

# Tasks wait in the database unless another backend is chosen; none of them relies on being delivered exactly once.
TASKS = {"default": {"BACKEND": env.dotted("TASKS_BACKEND", "django_tasks_db.DatabaseBackend")}}

LANGUAGE_CODE = "en-au"
USE_I18N = False
USE_TZ = True
TIME_ZONE = EXSITED_TIMEZONE

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    *(["dashboard.oidc.sessions.ThroughProvider"] if OIDC_ISSUER else []),
]
AXES_HANDLER = "dashboard.accounts.throttle.Throttle"
AXES_CLIENT_IP_CALLABLE = "dashboard.accounts.throttle.address_of"
AXES_LOCKOUT_CALLABLE = "dashboard.accounts.throttle.turned_away"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # only then does it say that an attempt was turned away
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

SESSION_COOKIE_AGE = 30 * 60
SESSION_COOKIE_NAME = "__Host-session" if HTTPS_ONLY else "session"
SESSION_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = True
CSRF_COOKIE_SECURE = HTTPS_ONLY

SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["dashboard.uploads.NoFiles"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "reference": {"()": "dashboard.logs.ReferenceFilter"},
        "with_exception": {"()": "dashboard.logs.WithException"},
    },
    "formatters": {"json": {"()": "dashboard.logs.JsonFormatter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["reference"]},
        # A logger without any handler is not quiet: Python then writes its lines as they are.
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "dashboard": {"level": "INFO"},
        "django.request": {"level": "ERROR", "filters": ["with_exception"]},
        # Its lines repeat what the problem page's own line says, and carry the raw host.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}

PAGE_SECONDS = 8.0
"""What one page may spend upstream, all its calls together."""
PANEL_PATIENCE_SECONDS = 1.0
"""How long a page waits for its other panels once its subject is there."""
PAGES_AT_ONCE = 12
"""How many pages one process makes at a time; further ones are told at once to come again."""
UPSTREAM_LIMITS = Limits()

CSRF_FAILURE_VIEW = "dashboard.errors.csrf_failed"
