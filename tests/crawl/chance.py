"""Chance that is the same each time: what is made later sorts later, so that equal moments do not shuffle lists."""

import os
import random
from contextlib import contextmanager
from unittest.mock import patch

COUNTED = 6  # bytes at the beginning of an UUID that count upwards; RFC 9562 keeps the next ones for the version
AFTER_THE_WAYS = 1 << 40


@contextmanager
def steady_chance(first: int = 0):
    """Let the random bytes of the operating system be predictable inside; `first` is where the counting begins.

    Two of these in the same house need different beginnings, or they make the same keys.
    """
    source, number = random.Random(first), first

    def bytes_of(size):
        nonlocal number
        if size < 16:
            return source.randbytes(size)
        number += 1
        return number.to_bytes(COUNTED, "big") + source.randbytes(size - COUNTED)

    with patch.object(os, "urandom", bytes_of), patch.object(random, "_urandom", bytes_of):
        yield
