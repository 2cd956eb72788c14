"""`make dev`: autoreload, debug pages, static files served from the source."""

import ipaddress

from . import env
from .base import *

DEBUG = True
SECRET_KEY = "only-for-development-" + "x" * 40
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
INTERNAL_IPS = ["127.0.0.1"]
DATABASES = {"default": env.database(default=f"sqlite:///{VAR / 'development.sqlite3'}")}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "kasch_site.home.demo_mails.storage.EmailBackend"
EMAIL_FILE_PATH = VAR / "mails"
IS_DEMO = True
# Requests from this machine count as those of many visitors at once.
HOUSE_NETWORKS = [ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1")]
# Developers see error messages in full.
LOGGING["formatters"]["private"] = {"format": "%(levelname)s %(name)s: %(message)s"}
