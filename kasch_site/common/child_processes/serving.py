"""The child's side of a connection: requests are lines of JSON, replies a line of JSON and the bytes it announces."""

import json
import os
import sys
from collections.abc import Callable, Iterable

from .limits import restart_cpu_time

Reply = tuple[dict, Iterable[bytes]]


def serve(handle: Callable[[dict], Reply], cpu_seconds: int) -> int:
    """Answer each request on the standard input within `cpu_seconds`; return 0 when it is closed."""
    # Output that a library prints must not be mixed with the replies.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin.buffer:
        restart_cpu_time(cpu_seconds)
        reply, blobs = handle(json.loads(line))
        blobs = list(blobs)
        header = json.dumps([reply, [len(blob) for blob in blobs]], ensure_ascii=True)
        replies.write(header.encode() + b"\n")
        for blob in blobs:
            replies.write(blob)
        replies.flush()
    return 0
