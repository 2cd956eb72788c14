"""Everything the database keeps, as bytes: also what no query shows any more."""

import os
import subprocess
from pathlib import Path

from django.db import connection

from tests import postgres


def contents() -> bytes:
    """Return the files of the database on SQLite, and what a dump of it says on PostgreSQL."""
    if connection.vendor == "sqlite":
        files = Path(connection.settings_dict["NAME"])
        return b"".join(path.read_bytes() for path in files.parent.glob(f"{files.name}*"))
    binaries = postgres.server_binaries()
    assert binaries, "there is no pg_dump"
    wanted = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    known = {name: str(connection.settings_dict[key]) for name, key in wanted.items() if connection.settings_dict[key]}
    return subprocess.run(
        [binaries / "pg_dump"], env={**os.environ, **known}, stdout=subprocess.PIPE, check=True
    ).stdout
