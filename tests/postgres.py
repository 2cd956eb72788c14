"""Run the test suite on PostgreSQL, on a temporary server that is stopped after the run.

    python -m tests.postgres [arguments for pytest]

What walks through a browser (marker `browser`) or visits many pages for what they show (`pages`), what is about views
(`pytest_collection_modifyitems` in `tests/conftest.py`), and what never asks the database, is the same on every
database and is not repeated here. Property tests try fewer examples than on SQLite, except in `make prove`. What is
about something that SQLite alone has (marker `sqlite`) cannot be tested here.
Without a server binary it says so loudly; where CI=true is set, that is a failure.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LOUD = "!" * 78


def server_binaries():
    """Return the folder with `initdb` and `postgres`, or None."""
    initdb = shutil.which("initdb") or max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None)
    return Path(initdb).resolve().parent if initdb else None


def version() -> str:
    """Return name and version of the server, or an empty text if none is installed."""
    binaries = server_binaries()
    if binaries is None:
        return ""
    output = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return output.replace("postgres (PostgreSQL)", "PostgreSQL").partition(" (")[0].strip()


def unprivileged():
    """Return the prefix of commands: PostgreSQL refuses to run as root, so root uses PostgreSQL's account."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def run(arguments, only=""):
    """Start a server in a temporary folder, run pytest against it and stop it; return pytest's exit code.

    `only` is a further marker that the tests must have.
    """
    binaries = server_binaries()
    if binaries is None:
        print(f"{LOUD}\nNo PostgreSQL server initdb: the suite did NOT run on PostgreSQL.\n{LOUD}", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    account = unprivileged()
    marked = "not browser and not pages and not sqlite" + (f" and {only}" if only else "")
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        data, socket = Path(folder) / "data", Path(folder) / "socket"
        for path in (data, socket):
            path.mkdir()
            if account:
                shutil.chown(path, account["user"], account["group"])
        Path(folder).chmod(0o755)
        options = {"cwd": folder, "stdout": subprocess.DEVNULL, "check": True, **account}
        subprocess.run([binaries / "initdb", "-D", data, "-U", "house", "-A", "trust", "-E", "UTF8"], **options)
        settings = f"-k {socket} -c listen_addresses='' -c fsync=off -c max_connections=60"
        # The data is temporary, so the server need not sync to disk.
        settings += " -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"
        settings += " -c autovacuum=off -c shared_buffers=256MB -c checkpoint_timeout=1h -c max_wal_size=4GB"
        subprocess.run([binaries / "pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", settings, "start"], **options)
        try:
            url = f"postgres://house@/{socket}/postgres"
            print("PostgreSQL (what pages show, and what queries no database, was tested on SQLite):", flush=True)
            return subprocess.run(
                [sys.executable, "-m", "pytest", "-m", marked, *arguments],
                env={"HYPOTHESIS_PROFILE": "postgres", **os.environ, "DATABASE_URL": url},
                check=False,
            ).returncode
        finally:
            subprocess.run([binaries / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], **options)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
