"""Production: all secrets and hosts come from the environment; a missing or malformed value stops the start."""

from . import env
from .base import *

DEBUG = False
SECRET_KEY = env.secret("SECRET_KEY")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS")
SITE_URL = env.site_url("SITE_URL", ALLOWED_HOSTS, default=f"https://{ALLOWED_HOSTS[0].removeprefix('.')}")
CSRF_TRUSTED_ORIGINS = [f"https://{host.removeprefix('.')}" for host in ALLOWED_HOSTS]
DATABASES = {"default": env.database("DATABASE_URL")}

# Set by the web server in front, which must remove this header from requests of visitors.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 1)
HOUSE_NETWORKS = env.networks("HOUSE_NETWORKS")
SECURE_SSL_REDIRECT = True
SECURE_SSL_HOST = SITE_URL.removeprefix("https://")
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"

EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25, at_least=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.text("EMAIL_USE_TLS", "yes") == "yes"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.email("DEFAULT_FROM_EMAIL")

MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR / "media")))
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR / "static")))
