"""Start child processes with limits, read what they write up to a size, and kill them after a time."""

import json
import os
import selectors
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

_CHUNK = 1024 * 1024
_SECONDS_TO_END = 2


class ChildFailed(Exception):
    """A child process died, took too long, or wrote more than it may; `status` is its exit status if it ended."""

    def __init__(self, reason: str, status: int | None = None):
        super().__init__(reason)
        self.status = status


def run(
    command: Sequence[str], output: IO[bytes], *, seconds: float, content: bytes = b"", open_files: Sequence[int] = ()
) -> None:
    """Run a command with this standard input; its standard output becomes the content of the file. Raise `ChildFailed`.

    How much it may write is one of its limits. `open_files` are descriptors that it gets, with the same numbers.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the command is our own program, see `sandbox`
            command,
            input=content,
            stdout=output,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            pass_fds=open_files,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ChildFailed("time") from error
    if done.returncode:
        raise ChildFailed("status", done.returncode)
    output.seek(0)


class ChildConnection:
    """A running child process that answers requests; see `serving`. Use it as a context manager, which ends it."""

    def __init__(self, command: Sequence[str], *, seconds: float):
        """Start the child; `seconds` is the time limit of each reply."""
        self._seconds = seconds
        self._process = subprocess.Popen(  # noqa: S603 - the command is our own program, see `sandbox`
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        os.set_blocking(self._process.stdin.fileno(), False)
        self._received = bytearray()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.end()

    def end(self) -> None:
        """Let the child end, which it does at the end of its input; kill it if it does not."""
        self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_SECONDS_TO_END)
        self.kill()

    def kill(self) -> None:
        """End the child and close its pipes."""
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()

    def request(self, message: dict, max_reply: int) -> tuple[dict, list[bytes]]:
        """Return the reply to a message and its blobs, `max_reply` bytes at most. Raise `ChildFailed`."""
        deadline = time.monotonic() + self._seconds
        self._send(json.dumps(message).encode() + b"\n", deadline)
        reply, sizes = json.loads(self._line(max_reply, deadline))
        if sum(sizes) > max_reply:
            raise ChildFailed("too large")
        return reply, [self._read_exactly(size, deadline) for size in sizes]

    def _send(self, content, deadline):
        position = 0
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdin, selectors.EVENT_WRITE)
            while position < len(content):
                _ready(selector, deadline)
                position = self._write_some(content, position)
                if position < len(content) and self._process.poll() is not None:
                    raise ChildFailed("ended", self._process.returncode)

    def _write_some(self, content, position):
        """Write a part; a child that no longer reads gets nothing more, its output says why."""
        try:
            return position + os.write(self._process.stdin.fileno(), content[position : position + _CHUNK])
        except BlockingIOError:
            return position
        except BrokenPipeError:
            return len(content)

    def _line(self, max_length, deadline):
        while b"\n" not in self._received:
            self._receive_until(deadline, max_length)
        line, _newline, rest = self._received.partition(b"\n")
        self._received = bytearray(rest)
        return bytes(line)

    def _read_exactly(self, size, deadline):
        while len(self._received) < size:
            self._receive_until(deadline, size + _CHUNK)
        taken = bytes(self._received[:size])
        del self._received[:size]
        return taken

    def _receive_until(self, deadline, max_length):
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            _ready(selector, deadline)
        if not self._receive(max_length):
            raise ChildFailed("ended", self._wait())

    def _wait(self):
        try:
            return self._process.wait(self._seconds)
        except subprocess.TimeoutExpired as error:
            raise ChildFailed("time") from error

    def _receive(self, max_length):
        """Receive a part; return False at the end."""
        part = os.read(self._process.stdout.fileno(), _CHUNK)
        self._received += part
        if len(self._received) > max_length + _CHUNK:
            raise ChildFailed("too large")
        return bool(part)


def _ready(selector, deadline):
    ready = selector.select(max(0, deadline - time.monotonic()))
    if not ready and time.monotonic() >= deadline:
        raise ChildFailed("time")
    return ready
