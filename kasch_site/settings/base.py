"""Settings shared by all environments. Secrets and hosts are added by the other modules of this package."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parents[2]
VAR = BASE_DIR / "var"

# The installed sections in reading order: each has a module `section.py` with one object that implements the contract
# of kasch_site/common/sections/. A section that is not listed here appears nowhere.
SECTIONS = [
    "counselling.section",
    "events.section",
    "events.section_planning",
    "events.section_registration",
    "library.section",
    "newspaper.section",
    "kasch_site.groups.section",
    "kasch_site.search.section",
    "kasch_site.pages.section",
    "kasch_site.documents.section",
    "kasch_site.house.section",
    "kasch_site.inquiries.section",
    "kasch_site.home.section",
    # Infrastructure, used by every section and without URLs of its own.
    "kasch_site.visitors.section_subject_access",
    "kasch_site.messaging.section",
    "kasch_site.visitors.section",
    "kasch_site.worker.section",
    "kasch_site.messaging.section_newsletters",
]

INSTALLED_APPS = [
    "kasch_site.common.admin.site.HouseAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "csp",
    "crispy_forms",
    "js_asset",
    "django_prose_editor",
    "simple_history",
    "kasch_site.common",
    "kasch_site.accounts",
    *dict.fromkeys(section.rpartition(".")[0] for section in SECTIONS),
]

MIDDLEWARE = [
    # Outermost, so that a cached page costs only one small query.
    "kasch_site.common.caching.pages.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "kasch_site.common.middleware.resource_policy.ResourcePolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kasch_site.accounts.middleware.SlidingSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "kasch_site.messaging.calls.middleware.CallsCausedMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "kasch_site.house.middleware.HouseTimeMiddleware",
    "kasch_site.common.middleware.database_busy.BusyDatabaseMiddleware",
]

ROOT_URLCONF = "kasch_site.urls"
WSGI_APPLICATION = "kasch_site.wsgi.application"

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
                "kasch_site.pages.frame.frame",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# The source language is German. Other languages have a URL prefix (/en/…); the browser's preference is ignored.
LANGUAGE_CODE = "de"
LANGUAGES = [
    ("de", "Deutsch"),
    ("en", "English"),
    ("uk", "Українська"),
    ("ar", "العربية"),
    ("ru", "Русский"),
]
# The second: sentences of Django in everyday German, instead of its own translation. `make messages` leaves it alone.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "kasch_site" / "common" / "admin" / "sentences"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"  # default until the house has a record

# The base URL of the site, "https://haus.example", for calendars, feeds, plans and search engines. If it is not
# configured, that of the request is used.
SITE_URL = ""

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "kasch_site.common.stylesheet.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "media/"
MEDIA_ROOT = VAR / "media"
# Files that no web server serves, because a view decides who may read them.
LOCKED_ROOT = VAR / "locked"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
# Source maps are for developers; compressing theirs takes as long as everything else together.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Expensive results (the plan as PDF), shared by all processes of one machine.
    "files": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "cache",
        "TIMEOUT": 60 * 60 * 24 * 30,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

# Background work: jobs in the same database, run by `manage.py work`. Jobs of the default queue run in all processes at
# once; of each other queue one runs at a time.
TASKS = {
    "default": {
        "BACKEND": "kasch_site.worker.backend.JobBackend",
        "QUEUES": ["default", "mails", "newspaper", "periodic"],
    },
}

# Our own template pack of accessible fields: templates/forms/.
CRISPY_TEMPLATE_PACK = "forms"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["forms"]
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

SESSION_ENGINE = "kasch_site.common.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = (
    60 * 60 * 12
)  # of idle time; less for roles that see personal data: kasch_site/accounts/sessions.py
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kasch_site.common.admin.unsaved.csrf_failure.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin's previews of drafts are frames of our own pages
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # it asks for DENY, which would block those frames
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Browser features that pages and their frames may use: none of these (W3C, Permissions Policy).
PERMISSIONS_POLICY = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
# The site is served from the root of its host: a SCRIPT_NAME header would be added to every link.
FORCE_SCRIPT_NAME = ""

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
    }
}

# Of a form without its files. What a whole request may have is limited by the server in front (docs/operations.md).
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
# Uploads are read by the server in front, which is in the group of the site, and by nobody else.
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# No data of visitors is logged: neither addresses nor secrets nor query strings nor error messages.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "private": {
            "()": "kasch_site.common.logs.private_log.PrivateFormatter",
            "format": "%(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "private"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        **{package: {"level": "INFO"} for package in sorted({section.partition(".")[0] for section in SECTIONS})},
        # One line for each odd field of a file with thousands of records.
        "pymarc": {"level": "CRITICAL"},
        # Client errors (4xx) are not logged; server errors are.
        "django.request": {"level": "ERROR"},
        # HEAD requests of mail scanners are not logged.
        "gunicorn.http.wsgi": {"level": "ERROR"},
        # Forged Host headers are not logged.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}

# The number of trusted proxies that add the visitor's address to X-Forwarded-For; and the networks of the house itself,
# where many people share one address.
TRUSTED_PROXIES = 0
HOUSE_NETWORKS = []

# The SRU interface of a national library, which the form of a new book asks about its ISBN; "" asks nobody.
LIBRARY_SRU_URL = ""

# Whether a banner marks the contents as samples, and search engines are excluded.
IS_DEMO = False
DEMO_ACCOUNTS = (
    *("leitung-demo", "redaktion-demo", "empfang-demo", "beratung-demo", "bibliothek-demo"),
    "zeitung-demo",
)
