"""The command line of a child process: our `start` program, inside bubblewrap where that is installed and works."""

import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from . import start
from .limits import Limits

ROOT = Path(__file__).resolve().parents[3]
_NAMESPACES = (
    *("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"),
    *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--chdir", "/"),  # noqa: S108 - the child's own
)
_SYSTEM_FOLDERS = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts")


def module_command(module: str, arguments: Iterable[str], limits: Limits, readable: Iterable[Path] = ()) -> list[str]:
    """Return the command that runs `main` of a module under these limits.

    In the sandbox the process sees Python, its packages, the packages of the site it imports, and `readable` files.
    """
    packages = [ROOT / "kasch_site", ROOT / module.partition(".")[0]]
    return _command(limits, ["run", module, *arguments], [*packages, *readable])


def program_command(program: str, arguments: Iterable[str], limits: Limits) -> list[str]:
    """Return the command that runs a program, named by its path, under these limits."""
    return _command(limits, ["exec", program, *arguments], [ROOT / "kasch_site"])


def _command(limits, command, readable):
    own = [sys.executable, "-I", str(Path(start.__file__).resolve()), str(ROOT), *limits.as_arguments(), *command]
    return [*_sandbox(tuple(readable)), *own] if is_available() else own


@cache
def is_available() -> bool:
    """Return whether bubblewrap is installed and may make a sandbox on this machine."""
    if not shutil.which("bwrap"):
        return False
    try:
        command = [*_sandbox(()), "/usr/bin/true"]
        return subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 0  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return False


def _sandbox(readable: tuple[Path, ...]) -> list[str]:
    python = dict.fromkeys([sys.base_prefix, sys.prefix])
    mounts = [shutil.which("bwrap") or "bwrap", *_NAMESPACES]
    for folder in map(Path, _SYSTEM_FOLDERS):
        if folder.is_symlink():
            mounts += ["--symlink", str(folder.readlink()), str(folder)]
        elif folder.exists():
            mounts += ["--ro-bind", str(folder), str(folder)]
    for path in (*python, *map(str, readable)):
        if not path.startswith("/usr/") or path.startswith("/usr/local/"):
            mounts += ["--ro-bind", path, path]
    return mounts
