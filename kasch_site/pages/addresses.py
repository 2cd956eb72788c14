"""Which words a page may have as its address: pages stand after every other part of the site."""

from django.conf import settings
from django.urls import URLResolver, get_resolver


def reserved_words() -> set[str]:
    """First words of all other addresses of the site, and the languages: a page of that name could never be reached."""
    words = {code for code, _name in settings.LANGUAGES}
    words |= {address.strip("/").partition("/")[0] for address in (settings.STATIC_URL, settings.MEDIA_URL)}
    return words | set(_first_words(get_resolver().url_patterns))


def _first_words(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace == "pages":
            continue
        word, slash, _rest = str(pattern.pattern).lstrip("^").partition("/")
        if slash:
            yield word
        elif isinstance(pattern, URLResolver):
            yield from _first_words(pattern.url_patterns)
