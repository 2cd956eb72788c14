"""Run `check --deploy` with the production settings and the environment of a server."""

import os
import secrets
import subprocess
import sys
import tempfile

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "kasch_site.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "buergerzentrum.example",
    "DEFAULT_FROM_EMAIL": "website@buergerzentrum.example",
    "TRUSTED_PROXIES": "1",
    "HOUSE_NETWORKS": "192.0.2.7,2001:db8::/48",
    "HSTS_SUBDOMAINS": "yes",
    "HSTS_PRELOAD": "yes",
}


def main():
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, **ENVIRONMENT, "DATABASE_URL": f"sqlite:///{folder}/check.sqlite3"}
        command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
