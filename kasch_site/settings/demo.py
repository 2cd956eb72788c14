"""`make run`: the production code paths over plain HTTP on loopback, with the demo house."""

import ipaddress

from . import env
from .base import *

DEBUG = False
# Stored beside the database, so that a restart does not log staff out; created by `manage.py serve_demo`.
_secret_file = VAR / "demo-secret"
if not _secret_file.exists():
    import secrets

    VAR.mkdir(exist_ok=True)
    _secret_file.write_text(secrets.token_urlsafe(50))
    _secret_file.chmod(0o600)
SECRET_KEY = _secret_file.read_text().strip()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# Set by `manage.py serve_demo`. Other host names are not redirected, so that the demo works through a tunnel.
SITE_URL = env.site_url("SITE_URL", ALLOWED_HOSTS, default="", schemes=("http", "https"))
DATABASES = {"default": env.database(default=f"sqlite:///{VAR / 'demo.sqlite3'}")}
EMAIL_BACKEND = "kasch_site.home.demo_mails.storage.EmailBackend"
EMAIL_FILE_PATH = VAR / "mails"
IS_DEMO = True
# Requests from this machine count as those of many visitors at once.
HOUSE_NETWORKS = [ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1")]
