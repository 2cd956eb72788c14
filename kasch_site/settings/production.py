"""Production: all secrets and hosts come from the environment; a missing or malformed value stops the start."""

from django.core.exceptions import ImproperlyConfigured

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
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", env.YEAR)
# These two bind every other name of the domain, also those of other servers.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.flag("HSTS_PRELOAD", default=False)
if SECURE_HSTS_PRELOAD and not (SECURE_HSTS_INCLUDE_SUBDOMAINS and SECURE_HSTS_SECONDS >= env.YEAR):
    raise ImproperlyConfigured("HSTS_PRELOAD needs HSTS_SUBDOMAINS=yes and HSTS_SECONDS of at least a year.")
SILENCED_SYSTEM_CHECKS += ["security.W005", "security.W021"]  # it asks for both
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"

EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25, at_least=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
# Port 465 speaks TLS from the first byte (RFC 8314, 3.3); any other begins with STARTTLS.
_is_encrypted = env.flag("EMAIL_USE_TLS", default=True)
EMAIL_USE_SSL = _is_encrypted and EMAIL_PORT == 465
EMAIL_USE_TLS = _is_encrypted and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.email("DEFAULT_FROM_EMAIL")

LIBRARY_SRU_URL = env.https_url("LIBRARY_SRU_URL")

MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR / "media")))
LOCKED_ROOT = Path(env.text("LOCKED_ROOT", str(VAR / "locked")))
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR / "static")))

env.refuse_unknown(
    "EMAIL_", "HSTS_", "TRUSTED_PROX", "HOUSE_NET", "LIBRARY_SRU", "SITE_U", "ALLOWED_HOST", "DATABASE_U"
)
