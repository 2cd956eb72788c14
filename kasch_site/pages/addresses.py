"""Reserved page slugs: pages come last in the URL configuration, so other routes take precedence."""

from django.conf import settings
from django.urls import URLResolver, get_resolver


def reserved_words() -> set[str]:
    """Return the first path segments of all other routes, and the languages: a page with that slug is unreachable."""
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
