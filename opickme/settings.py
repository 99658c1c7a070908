"""Settings of OPIck me. Every variable comes from the environment or `.env`; `.env.example` lists all of them."""

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from opickme.redis_hosts import hosts

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(env.path("ENV_FILE", default=str(BASE_DIR / ".env"))())

# --- The site -----------------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if len(SECRET_KEY) < 32 or "change-me" in SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY must be set to at least 32 random characters; `make setup` writes one to .env"
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
if "*" in ALLOWED_HOSTS and not DEBUG:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of this site; '*' is only for DEBUG")
HTTPS = env.bool("HTTPS", default=False)  # true behind TLS: secure cookies, HSTS, redirect
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)  # proxies in front that set X-Forwarded-For
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
RUN_DIR = DATA_DIR / "run"  # sockets between the processes of one machine
ROOT_URLCONF = "opickme.urls"
ASGI_APPLICATION = "opickme.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_NAME = "OPIck me"

INSTALLED_APPS = [
    "opickme",
    "accounts",
    "scripts",
    "consults",
    "feedback",
    "signaling",
    "opickme.staff.apps.StaffConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
    "import_export",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "opickme.logs.middleware.observed",
    "opickme.charset.utf8_only",
    "opickme.headers.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.sessions.sessions_in_use",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "opickme.context.site",
                "consults.context.open_consult",
            ]
        },
    }
]

# --- Database -----------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = 0  # kept connections fail under ASGI threads (measured)
DB_CONN_MAX_AGE = env.int("DB_CONN_MAX_AGE", default=60)  # of WSGI workers alone (opickme/wsgi.py)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: with deferred transactions two of three concurrent writers fail with "database is locked" (measured).
    # FULL: an answer that was acknowledged survives a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    SQL_MODE = "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_IN_DATE,NO_ZERO_DATE,NO_ENGINE_SUBSTITUTION"
    DATABASES["default"].setdefault("OPTIONS", {})
    DATABASES["default"]["OPTIONS"] |= {
        "charset": "utf8mb4",
        "isolation_level": "read committed",
        # Strict whatever the server's default is: a text that does not fit is an error, never cut off.
        # Nobody waits longer for a row than for SQLite: then the answer is 503, come again (docs/database.md).
        "init_command": f"SET sql_mode = '{SQL_MODE}', innodb_lock_wait_timeout = 20",
    }

# --- Messages between processes -----------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="")  # one, several with commas between, or Sentinels (docs/database.md)
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            # Of the two layers the one that keeps up with a burst (measured); it keeps no message, so it has neither
            # a capacity nor an expiry: what is lost is noticed and fetched again (opickme/hub/layer.py).
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {
                # Finite, or a Redis that hangs would hang us; the time-outs do not apply to waiting for messages.
                "hosts": [host.for_layer(socket_connect_timeout=3, socket_timeout=5) for host in hosts(REDIS_URL)],
                "prefix": "opickme",
            },
        }
    }
    CACHES: dict[str, dict[str, Any]] = {
        "default": {"BACKEND": "opickme.redis_cache.Cache", "LOCATION": "", "KEY_PREFIX": "opickme.cache"}
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    # Shared by the processes of the embedded default, as throttles and counters must be.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "opickme_cache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},  # with the default of 300 a crowd pushes the counters out
        }
    }

# --- Serving: limits below Django (opickme/serving) and on websockets (opickme/sockets) ------------------------------
CONNECTIONS_PER_ADDRESS = env.int("CONNECTIONS_PER_ADDRESS", default=200)  # not counted behind a trusted proxy
SOCKETS_PER_ADDRESS = env.int("SOCKETS_PER_ADDRESS", default=20)  # raise it where a classroom shares one address
SOCKETS_PER_USER = env.int("SOCKETS_PER_USER", default=5)  # on one path
SOCKET_RECHECK_SECONDS = env.float("SOCKET_RECHECK_SECONDS", default=45.0)  # how soon a deactivated account is cut off
BODIES_MAX_BYTES = env.int("BODIES_MAX_BYTES", default=256 * 1024 * 1024)  # in memory at once, of all requests
DRAIN_SECONDS = env.float("DRAIN_SECONDS", default=8.0)  # a web process told to stop leaves so long for what has begun

# --- Background work ----------------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "recognition", "speech"]}}
LEASE_SECONDS = env.int("LEASE_SECONDS", default=30)  # a worker that is silent for longer has lost its job
REAP_SECONDS = env.int("REAP_SECONDS", default=15)
MAX_ATTEMPTS = 3
JOB_MAX_SECONDS = env.int("JOB_MAX_SECONDS", default=900)  # a job that hangs for longer takes its process with it
RECOGNITION_WORKERS = env.int("RECOGNITION_WORKERS", default=1)
SPEECH_WORKERS = env.int("SPEECH_WORKERS", default=0 if env.str("TTS_ENGINE", default="") == "none" else 1)
WORKER_POLL_SECONDS = env.float("WORKER_POLL_SECONDS", default=0.2)
WORKER_STOP_SECONDS = env.int("WORKER_STOP_SECONDS", default=120)  # told to stop, a worker has so long for its job

# --- Files --------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default="") or DATA_DIR / "static").resolve()
MEDIA_ROOT = DATA_DIR / "media"
UPLOAD_DIR = DATA_DIR / "uploads"  # half-sent recordings
UPLOADS_PER_LEARNER = env.int("UPLOADS_PER_LEARNER", default=10)  # open at once
UPLOAD_KEEP_SECONDS = env.int("UPLOAD_KEEP_SECONDS", default=7 * 24 * 3600)
S3_BUCKET = env.str("S3_BUCKET", default="")
S3_REGION = env.str("S3_REGION", default="us-east-1")
S3_ENDPOINT_URL = env.str("S3_ENDPOINT_URL", default="") or f"https://s3.{S3_REGION}.amazonaws.com"
S3_PUBLIC_ENDPOINT_URL = env.str("S3_PUBLIC_ENDPOINT_URL", default="")  # where browsers reach it under another name
S3_URL_SECONDS = env.int("S3_URL_SECONDS", default=300)  # so long an address that was signed is good
AWS_ACCESS_KEY_ID = env.str("AWS_ACCESS_KEY_ID", default="")
AWS_SECRET_ACCESS_KEY = env.str("AWS_SECRET_ACCESS_KEY", default="")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "opickme.static.StaticStorage"},
}
if S3_BUCKET:
    STORAGES["default"] = {"BACKEND": "opickme.s3.storage.PrivateStorage"}
if not 10 <= S3_URL_SECONDS <= 604_800:  # a signature of S3 lasts a week at most
    raise ImproperlyConfigured("S3_URL_SECONDS is 10 to 604800")
# The bucket as the policy of the pages names it: nothing else at the same store.
S3_SOURCES = [f"{(S3_PUBLIC_ENDPOINT_URL or S3_ENDPOINT_URL).rstrip('/')}/{S3_BUCKET}/"] if S3_BUCKET else []
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
MIN_FREE_BYTES = env.int("MIN_FREE_BYTES", default=200 * 1024 * 1024)  # below it uploads are refused with 507

# --- Recordings ---------------------------------------------------------------------------------------------------
AUDIO_MAX_BYTES = env.int("AUDIO_MAX_BYTES", default=50 * 1024 * 1024)
AUDIO_MAX_SECONDS = env.int("AUDIO_MAX_SECONDS", default=900)
AUDIO_MIN_SECONDS = env.float("AUDIO_MIN_SECONDS", default=1.0)
AUDIO_DECODE_TIMEOUT_SECONDS = env.int("AUDIO_DECODE_TIMEOUT_SECONDS", default=60)
AUDIO_DECODE_MEMORY_BYTES = env.int("AUDIO_DECODE_MEMORY_BYTES", default=1024 * 1024 * 1024)
SCRIPT_TEXT_MAX_CHARS = 20_000
REQUEST_MAX_BYTES = AUDIO_MAX_BYTES + 1024 * 1024  # enforced below Django, see opickme/serving/guard.py
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Sheets of questions --------------------------------------------------------------------------------------------
SHEET_MAX_BYTES = env.int("SHEET_MAX_BYTES", default=45_000_000)
SHEET_MAX_LINES = env.int("SHEET_MAX_LINES", default=100_000)
SHEET_EXPORT_ROWS = env.int("SHEET_EXPORT_ROWS", default=20_000)  # in one file

# --- Speech -------------------------------------------------------------------------------------------------------
env.ENVIRON["ORT_DISABLE_TELEMETRY"] = "1"  # else the library below voice and recogniser reports to its maker
STT_ENGINE = env.str("STT_ENGINE", default="local")
STT_MODEL = env.str("STT_MODEL", default="tiny.en")
STT_BEAM_SIZE = env.int("STT_BEAM_SIZE", default=5)
STT_THREADS = env.int("STT_THREADS", default=2)
STT_FALLBACK = env.str("STT_FALLBACK", default="")
if STT_FALLBACK not in ("", "local"):
    raise ImproperlyConfigured("STT_FALLBACK is local, or empty for none")
GOOGLE_SPEECH_LANGUAGE = env.str("GOOGLE_SPEECH_LANGUAGE", default="en-US")
GOOGLE_CREDENTIALS_JSON = env.str("GOOGLE_CREDENTIALS_JSON", default="")
GOOGLE_SPEECH_REGION = env.str("GOOGLE_SPEECH_REGION", default="")
GOOGLE_SPEECH_ENDPOINT = env.str("GOOGLE_SPEECH_ENDPOINT", default="")
GOOGLE_SPEECH_BUCKET = env.str("GOOGLE_SPEECH_BUCKET", default="")
GOOGLE_STORAGE_ENDPOINT = env.str("GOOGLE_STORAGE_ENDPOINT", default="")
GOOGLE_SPEECH_BUDGET_SECONDS = env.int("GOOGLE_SPEECH_BUDGET_SECONDS", default=120)
GOOGLE_SPEECH_PRICE_PER_MINUTE = env.float("GOOGLE_SPEECH_PRICE_PER_MINUTE", default=0.024)
if GOOGLE_SPEECH_REGION not in ("", "eu", "us"):
    raise ImproperlyConfigured("GOOGLE_SPEECH_REGION is eu or us, or empty for the global service")
TTS_ENGINE = env.str("TTS_ENGINE", default="piper")  # none: the browser's own voice speaks
SPEAK_ON_LOAD = env.bool("SPEAK_ON_LOAD", default=True)  # false: a question is spoken when somebody first asks for it

# --- Consults -----------------------------------------------------------------------------------------------------
# A learner gone for longer leaves the line. A dead line is noticed within 15 s, a sweep comes each 10 s: 60 in all.
CONSULT_GRACE_SECONDS = env.int("CONSULT_GRACE_SECONDS", default=35)
CONSULT_HOLD_SECONDS = env.int("CONSULT_HOLD_SECONDS", default=30)  # an instructor gone for longer may take another
CONSULT_PATIENCE_SECONDS = env.int("CONSULT_PATIENCE_SECONDS", default=120)  # for an instructor who never comes
CONSULT_DESERTION_SECONDS = env.int("CONSULT_DESERTION_SECONDS", default=600)  # until a deserted call is closed
STUN_URLS = env.list("STUN_URLS", default=[])
TURN_URLS = env.list("TURN_URLS", default=[])
TURN_SECRET = env.str("TURN_SECRET", default="")  # shared with the TURN server; never leaves ours
TURN_TTL_SECONDS = env.int("TURN_TTL_SECONDS", default=3600)
ICE_TRANSPORT_POLICY = env.str("ICE_TRANSPORT_POLICY", default="all")  # relay: no learner's address is ever shown
if TURN_URLS and (len(TURN_SECRET) < 16 or "change-me" in TURN_SECRET):
    raise ImproperlyConfigured("TURN_URLS needs the TURN_SECRET of that server, of at least 16 characters")
if ICE_TRANSPORT_POLICY not in ("all", "relay") or (ICE_TRANSPORT_POLICY == "relay" and not TURN_URLS):
    raise ImproperlyConfigured("ICE_TRANSPORT_POLICY is all, or relay where TURN_URLS names a server")

# --- Accounts -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "accounts.hashers.BoundedArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_HASH_LANES = env.int("PASSWORD_HASH_LANES", default=2)  # hashes computed at once in one process
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "email", "nickname")},
    },
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "scripts:list"
LOGOUT_REDIRECT_URL = "landing"
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURE_LIMIT", default=10)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("LOGIN_COOLOFF_MINUTES", default=15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # another address is never locked out
LOGIN_ADDRESS_LIMIT = env.int("LOGIN_ADDRESS_LIMIT", default=120)  # accounts one address may fail at in a minute
AXES_HANDLER = "accounts.lockout.Handler"
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_out"
AXES_USERNAME_CALLABLE = "accounts.lockout.username_of"
AXES_CLIENT_IP_CALLABLE = "opickme.net.client_network"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "new_password"]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying on does not prolong it: Retry-After stays true
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
STAFF_SECOND_FACTOR = env.str("STAFF_SECOND_FACTOR", default="optional")  # required: no admin without a code
if STAFF_SECOND_FACTOR not in ("optional", "required"):
    raise ImproperlyConfigured("STAFF_SECOND_FACTOR is optional or required")
OTP_TOTP_ISSUER = SITE_NAME
PASSWORD_RESET_TIMEOUT = 60 * 60
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
globals().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="OPIck me <no-reply@localhost>")

# --- API ----------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["opickme.api.SafeJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "opickme.api.Pages",
    "PAGE_SIZE": 12,
    "EXCEPTION_HANDLER": "opickme.api.on_error",
    "DEFAULT_THROTTLE_CLASSES": ["opickme.api.Throttle"],
    "DEFAULT_THROTTLE_RATES": {
        "signup": env.str("SIGNUP_RATE", default="120/min"),
        "reset": env.str("RESET_RATE", default="20/hour"),
        "upload": env.str("UPLOAD_RATE", default="600/hour"),
        "ice": env.str("ICE_RATE", default="120/min"),
        "consult": env.str("CONSULT_RATE", default="120/min"),  # asking and cancelling are told to everybody
        "journal": env.str("JOURNAL_RATE", default="300/min"),
    },
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(seconds=env.int("ACCESS_TOKEN_SECONDS", default=300)),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=14),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "LEEWAY": 30,  # a clock that is some seconds ahead must not refuse a valid token (measured)
    "CHECK_REVOKE_TOKEN": True,  # a changed password ends every token
    "SIGNING_KEY": env.str("JWT_SIGNING_KEY", default="") or f"jwt:{SECRET_KEY}",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "OPIck me",
    "DESCRIPTION": "Practise for the OPIc speaking test: questions, spoken answers and their scripts.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "ScriptState": "scripts.models.Script.State",
        "ConsultState": "consults.models.Consult.State",
    },
}

# --- Language and time --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "libraries"]  # the second: what libraries say
FORMAT_MODULE_PATH = ["opickme.formats"]
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Seoul")
USE_TZ = True

# --- Browser security ---------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],  # the waveform draws in a shadow tree with a style element of its own
        "img-src": [SELF, "data:", *S3_SOURCES],
        "media-src": [SELF, "blob:", *S3_SOURCES],
        "font-src": [SELF],
        "connect-src": [SELF, *S3_SOURCES],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
PERMISSIONS_POLICY = "camera=(self), microphone=(self), display-capture=(self), geolocation=()"
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked from inside, without TLS
WHITENOISE_ALLOW_ALL_ORIGINS = False
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
METRICS_ALLOWED = env.list("METRICS_ALLOWED", default=["127.0.0.1", "::1"])
try:
    METRICS_NETWORKS = [ip_network(each) for each in METRICS_ALLOWED]
except ValueError as error:
    raise ImproperlyConfigured(f"METRICS_ALLOWED has addresses and networks: {error}") from error

# --- Logs: no bodies, no tokens, no names, one line each (opickme/logs) -----------------------------------------------
LOG_FORMAT = env.str("LOG_FORMAT", default="line")  # json: an object for each line
if LOG_FORMAT not in ("line", "json"):
    raise ImproperlyConfigured("LOG_FORMAT is line or json")
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
if LOG_LEVEL not in ("INFO", "WARNING", "ERROR"):  # at DEBUG libraries tell addresses and what they send
    raise ImproperlyConfigured("LOG_LEVEL is INFO, WARNING or ERROR")
LOG_REQUESTS = env.bool("LOG_REQUESTS", default=False)  # a line for each request, also where all is well
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "opickme.logs.lines.OneLine",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "json": {"()": "opickme.logs.lines.JsonLine"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "daphne.access": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
    },
}
SENTRY_DSN = env.str("SENTRY_DSN", default="")  # where errors are reported to, scrubbed; nothing is sent without one
SENTRY_ENVIRONMENT = env.str("SENTRY_ENVIRONMENT", default="production")
