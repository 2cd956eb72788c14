"""Typed readers of environment variables that reject bad values with a helpful message."""

import ipaddress
import os
import re
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from kasch_site.common import sqlite

_env = environ.Env()
_HOST = re.compile(r"^(\.?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*)$")
YEAR = 60 * 60 * 24 * 365  # seconds
_FLAGS = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}
_DATABASES = ("sqlite://", "postgres://", "postgresql://")


_names_read: set[str] = set()


def text(name, default=None):
    """Return the variable as text; without a default it must be set and not empty."""
    _names_read.add(name)
    value = _env.str(name, default="").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment; see docs/operations.md.")
    return default


def secret(name):
    """Return a secret of at least 50 characters that is not one of Django's insecure placeholders."""
    value = text(name)
    if len(value) < 50 or len(set(value)) < 5 or value.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            f"{name} is too weak: it needs at least 50 random characters. "
            "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return value


def hosts(name):
    """Return a list of host names, separated by commas: no scheme, no port, no '*'."""
    values = [part.strip().lower() for part in text(name).split(",") if part.strip()]
    for value in values:
        if not _HOST.match(value):
            raise ImproperlyConfigured(
                f"{name} contains {value!r}, which is not a host name. "
                "Write it like buergerzentrum.example,www.buergerzentrum.example"
            )
    return values


def site_url(name, allowed_hosts, *, default, schemes=("https",)):
    """Return the URL of the site, without a slash at the end; its host must be one of `allowed_hosts`."""
    value = text(name, default).lower().removesuffix("/")
    if not value:
        return ""
    scheme, _separator, host = value.partition("://")
    name_of_host, _colon, port = host.partition(":")
    if scheme not in schemes or not _HOST.match(name_of_host) or not (port.isdecimal() or host == name_of_host):
        raise ImproperlyConfigured(
            f"{name} is {value!r}, which is not the address of a site. "
            f"Write it like {schemes[0]}://buergerzentrum.example, without a path."
        )
    if not validate_host(name_of_host, allowed_hosts):
        raise ImproperlyConfigured(f"{name} is {value!r}, but {name_of_host!r} is not among ALLOWED_HOSTS.")
    return value


def https_url(name):
    """Return the https URL of an external service; "" if there is none."""
    value = text(name, "")
    parts = urlsplit(value)
    if value and (parts.scheme != "https" or not _HOST.match(parts.hostname or "") or parts.username):
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be an address like https://library.example/sru.")
    return value


def networks(name):
    """Return a list of IP networks, separated by commas: 192.0.2.7, 192.0.2.0/24, 2001:db8::/48. Empty by default."""
    values = [part.strip() for part in text(name, ",").split(",") if part.strip()]
    try:
        return [ipaddress.ip_network(value) for value in values]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}. Write it like 192.0.2.0/24,2001:db8::/48") from error


def number(name, default, *, at_least=0):
    """Return a whole number that is not below `at_least`."""
    raw = text(name, str(default))
    if not raw.isdecimal() or int(raw) < at_least:
        raise ImproperlyConfigured(f"{name} is {raw!r}; it must be a whole number of at least {at_least}.")
    return int(raw)


def flag(name, default):
    """Return the variable as a boolean; anything but a plain yes or no is refused."""
    raw = text(name, "yes" if default else "no").lower()
    if raw not in _FLAGS:
        raise ImproperlyConfigured(f"{name} is {raw!r}; write yes or no.")
    return _FLAGS[raw]


def refuse_unknown(*prefixes):
    """Refuse a misspelt variable: one that starts with one of `prefixes` and that no setting has read."""
    unknown = sorted(name for name in os.environ if name.startswith(prefixes) and name not in _names_read)
    if unknown:
        raise ImproperlyConfigured(f"{', '.join(unknown)}: there is no such setting; see docs/operations.md.")


def email(name, default=None):
    """Return a mail address."""
    value = text(name, default)
    if not re.fullmatch(r"[^@\s,<>]+@[^@\s,<>]+\.[^@\s,<>]+", value):
        raise ImproperlyConfigured(f"{name} is {value!r}, which is not a mail address.")
    return value


def database(name="DATABASE_URL", default=None):
    """Return Django's settings for one database from a URL like postgres://user:password@host/name."""
    url = text(name, default)
    if not url.startswith(_DATABASES):
        raise ImproperlyConfigured(f"{name} must begin with one of: {', '.join(_DATABASES)}")
    return tuned(_env.db_url_config(url))


def tuned(database):
    """Add what this site relies on: durable, serialised writes on SQLite, persistent connections on both."""
    database["CONN_MAX_AGE"] = None
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": sqlite.ON_CONNECT,
        }
    else:
        database["CONN_HEALTH_CHECKS"] = True
    return database
