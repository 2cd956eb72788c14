"""What child processes run in tests: each of these misbehaves in its own way."""

import os
import sys
import time
from pathlib import Path

from kasch_site.common.child_processes.serving import serve


def main(mode: str, *arguments: str) -> int:
    """Do what the mode says and return the exit status."""
    return MODES[mode](*arguments)


def _serve(cpu_seconds="5"):
    return serve(_answer, int(cpu_seconds))


def _answer(request):
    if request["text"] == "status":
        os._exit(7)
    if request["text"] == "sleep":
        time.sleep(60)
    if request["text"] == "spin":
        while True:
            pass
    print("What a library prints gets not between the replies.", flush=True)
    return {"echo": request["text"]}, [b"x" * size for size in request.get("sizes", [])]


def _memory():
    return len(bytearray(1024**3)) == 0


def _write(size):
    sys.stdout.buffer.write(b"x" * int(size))
    sys.stdout.buffer.flush()
    return 0


def _read(path):
    sys.stdout.write(Path(path).read_text())
    return 0


MODES = {"serve": _serve, "memory": _memory, "write": _write, "read": _read, "status": int}
