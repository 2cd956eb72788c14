"""The test suite, on SQLite unless DATABASE_URL names a PostgreSQL server."""

import os
import tempfile

from tests.support.browser.undefined_variables import ErrorInProjectTemplate

from . import env
from .base import *

# A small section that takes requests: what CONTRIBUTING says of such a section is tested with it. It has no migrations.
SECTIONS = [*SECTIONS, "tests.example_section.section"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.example_section"]

DEBUG = False
SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES = {"default": env.database(default=f"sqlite:///{VAR / 'test.sqlite3'}")}
# A file instead of memory: only a file has the locks that concurrent threads and processes meet in production.
_on_sqlite = DATABASES["default"]["ENGINE"].endswith("sqlite3")
DATABASES["default"]["TEST"] = {
    "NAME": str(Path(tempfile.gettempdir()) / f"buergerzentrum-test-{os.getpid()}.sqlite3") if _on_sqlite else None
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MEDIA_ROOT = VAR / "test-media"
LOCKED_ROOT = VAR / "test-locked"
CACHES["files"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "files"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
for _engine in TEMPLATES:
    # A misspelt template variable raises an error in tests; in production it renders as "".
    _engine["OPTIONS"]["string_if_invalid"] = ErrorInProjectTemplate()
