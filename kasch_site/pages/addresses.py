"""Reserved page slugs: pages come last in the URL configuration, so other routes take precedence."""

from django.conf import settings
from django.urls import URLResolver, get_resolver


def reserved_slugs() -> set[str]:
    """Return the first path segments of all other routes, and the languages: a page with that slug is unreachable."""
    slugs = {code for code, _name in settings.LANGUAGES}
    slugs |= {address.strip("/").partition("/")[0] for address in (settings.STATIC_URL, settings.MEDIA_URL)}
    return slugs | set(_first_segments(get_resolver().url_patterns))


def _first_segments(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace == "pages":
            continue
        segment, slash, _rest = str(pattern.pattern).lstrip("^").partition("/")
        if slash:
            yield segment
        elif isinstance(pattern, URLResolver):
            yield from _first_segments(pattern.url_patterns)
