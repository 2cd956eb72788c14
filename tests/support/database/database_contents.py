"""The contents of the database as bytes, including deleted data that no query returns."""

import os
import subprocess
from pathlib import Path

from django.db import connection

from tests import postgres


def contents() -> bytes:
    """Return the database files on SQLite, and a dump on PostgreSQL."""
    if connection.vendor == "sqlite":
        files = Path(connection.settings_dict["NAME"])
        return b"".join(path.read_bytes() for path in files.parent.glob(f"{files.name}*"))
    binaries = postgres.server_binaries()
    assert binaries, "there is no pg_dump"
    variables = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    credentials = {
        name: str(connection.settings_dict[key]) for name, key in variables.items() if connection.settings_dict[key]
    }
    return subprocess.run(
        [binaries / "pg_dump"], env={**os.environ, **credentials}, stdout=subprocess.PIPE, check=True
    ).stdout
