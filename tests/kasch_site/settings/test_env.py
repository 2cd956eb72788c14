"""Settings from the environment: invalid values stop the start with a message."""

import os
import secrets
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from kasch_site.settings import env

GOOD = {
    "DJANGO_SETTINGS_MODULE": "kasch_site.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "buergerzentrum.example",
    "DATABASE_URL": "sqlite:///:memory:",
    "DEFAULT_FROM_EMAIL": "website@buergerzentrum.example",
}


def start(**changes):
    """Load the production settings in a subprocess; return its error output."""
    environment = {**os.environ, **GOOD, **changes}
    command = [sys.executable, "-c", "import django; django.setup()"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_production_starts_with_a_complete_environment():
    assert start().returncode == 0


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is not set"),
        ("SECRET_KEY", "kurz", "at least 50 random characters"),
        ("SECRET_KEY", "django-insecure-" + "abcdefgh" * 9, "at least 50 random characters"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS is not set"),
        ("ALLOWED_HOSTS", "*", "which is not a host name"),
        ("ALLOWED_HOSTS", "https://haus.example", "which is not a host name"),
        ("DATABASE_URL", "", "DATABASE_URL is not set"),
        ("DATABASE_URL", "mysql://x/y", "must begin with one of"),
        ("DEFAULT_FROM_EMAIL", "niemand", "which is not a mail address"),
        ("EMAIL_PORT", "fünf", "must be a whole number"),
        ("EMAIL_USE_TLS", "ja", "write yes or no"),
        ("EMAIL_USE_TLS", "starttls", "write yes or no"),
        ("EMAIL_USE_TSL", "yes", "there is no such setting"),
        ("HSTS_SUBDOMAINS", "maybe", "write yes or no"),
        ("HSTS_PRELOAD", "yes", "HSTS_PRELOAD needs HSTS_SUBDOMAINS=yes"),
        ("HSTS_SECONDS", "1 year", "must be a whole number"),
        ("TRUSTED_PROXIES", "-1", "must be a whole number of at least 0"),
        ("HOUSE_NETWORKS", "haus.example", "Write it like 192.0.2.0/24,2001:db8::/48"),
        ("HOUSE_NETWORKS", "192.0.2.7/24", "has host bits set"),
        ("SITE_URL", "http://buergerzentrum.example", "Write it like https://buergerzentrum.example"),
        ("SITE_URL", "buergerzentrum.example", "Write it like https://buergerzentrum.example"),
        ("SITE_URL", "https://buergerzentrum.example/haus", "Write it like https://buergerzentrum.example"),
        ("SITE_URL", "https://buergerzentrum.example:port", "Write it like https://buergerzentrum.example"),
        ("SITE_URL", "https://anderes.example", "is not among ALLOWED_HOSTS"),
    ],
)
def test_production_refuses_an_incomplete_environment(name, value, sentence):
    result = start(**{name: value})
    assert result.returncode != 0
    assert sentence in result.stderr


@pytest.mark.parametrize(
    ("changes", "site_url"),
    [
        ({}, "https://buergerzentrum.example"),
        ({"ALLOWED_HOSTS": "www.haus.example,haus.example"}, "https://www.haus.example"),
        ({"ALLOWED_HOSTS": ".haus.example"}, "https://haus.example"),
        ({"ALLOWED_HOSTS": ".haus.example", "SITE_URL": "https://www.Haus.example/"}, "https://www.haus.example"),
        ({"SITE_URL": "https://buergerzentrum.example:8443"}, "https://buergerzentrum.example:8443"),
    ],
)
def test_the_site_has_one_canonical_url(changes, site_url):
    code = "from django.conf import settings; print(settings.SITE_URL)"
    environment = {**os.environ, **GOOD, **changes}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert result.stdout.strip() == site_url


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "1 []"),
        ({"TRUSTED_PROXIES": "2", "HOUSE_NETWORKS": " , "}, "2 []"),
        (
            {"TRUSTED_PROXIES": "0", "HOUSE_NETWORKS": "192.0.2.7, 2001:db8::/48,"},
            "0 [IPv4Network('192.0.2.7/32'), IPv6Network('2001:db8::/48')]",
        ),
    ],
)
def test_trusted_proxies_and_networks_of_the_house_are_configured(changes, expected):
    code = "from django.conf import settings; print(settings.TRUSTED_PROXIES, settings.HOUSE_NETWORKS)"
    environment = {**os.environ, **GOOD, **changes}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert result.stdout.strip() == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "True False"),
        ({"EMAIL_USE_TLS": "true"}, "True False"),
        ({"EMAIL_USE_TLS": "Yes", "EMAIL_PORT": "587"}, "True False"),
        ({"EMAIL_PORT": "465"}, "False True"),
        ({"EMAIL_USE_TLS": "no"}, "False False"),
        ({"EMAIL_USE_TLS": "0", "EMAIL_PORT": "465"}, "False False"),
    ],
)
def test_mails_are_encrypted_unless_disabled_explicitly(changes, expected):
    assert printed("settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL", changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "31536000 False False"),
        ({"HSTS_SECONDS": "0"}, "0 False False"),
        ({"HSTS_SUBDOMAINS": "yes", "HSTS_PRELOAD": "yes"}, "31536000 True True"),
    ],
)
def test_subdomains_are_included_in_hsts_only_on_request(changes, expected):
    names = ("SECONDS", "INCLUDE_SUBDOMAINS", "PRELOAD")
    assert printed(", ".join(f"settings.SECURE_HSTS_{name}" for name in names), changes) == expected


def printed(values, changes):
    """Return what a process with these settings prints."""
    code = f"from django.conf import settings; print({values})"
    environment = {**os.environ, **GOOD, **changes}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    ).stdout.strip()


def test_an_unknown_host_is_not_logged(tmp_path):
    code = (
        "import django\n"
        "from django.conf import settings\n"
        # The page of a 400 names static files, which nobody has collected here.
        "settings.STORAGES['staticfiles']['BACKEND'] = 'django.contrib.staticfiles.storage.StaticFilesStorage'\n"
        "django.setup()\n"
        "from django.test import Client\n"
        "print(Client(HTTP_HOST='forged.example', HTTP_X_FORWARDED_PROTO='https').get('/').status_code)"
    )
    environment = {**os.environ, **GOOD, "STATIC_ROOT": str(tmp_path)}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert (result.stdout.strip(), result.stderr) == ("400", "")


def test_an_error_message_never_contains_a_secret():
    assert "geheimnis" not in start(SECRET_KEY="geheimnis").stderr


def test_sqlite_is_durable_serialised_and_overwrites_deleted_data(monkeypatch):
    monkeypatch.setenv("X", "sqlite:////tmp/x.sqlite3")
    options = env.database("X")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        assert pragma in options["init_command"]


def test_the_open_connection_has_those_settings(db):
    from django.db import connection

    if connection.vendor == "postgresql":
        assert connection.settings_dict["CONN_HEALTH_CHECKS"]
        return
    with connection.cursor() as cursor:
        values = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "secure_delete")}
    assert values == {"synchronous": 2, "secure_delete": 1}


def test_a_number_below_its_minimum_is_refused(monkeypatch):
    monkeypatch.setenv("X", "0")
    with pytest.raises(ImproperlyConfigured, match="at least 1"):
        env.number("X", 5, at_least=1)
