"""Short digests of values, to find out whether what was shown has changed since. For secrets see `fingerprints`."""

import json
from hashlib import blake2b

_BYTES = 8


def digest_of(value) -> str:
    """Return a digest, equal for equal values: of JSON types, sets, and what `str` distinguishes."""
    content = json.dumps(value, ensure_ascii=False, default=_plain)
    return blake2b(content.encode(errors="surrogatepass"), digest_size=_BYTES).hexdigest()


def _plain(value):
    return sorted(value) if isinstance(value, set | frozenset) else str(value)
