"""Addresses that are a secret: whoever has one may see and change something, so it is shown and written nowhere.

The views of such addresses see to their own pages. But a request may be answered before its view is asked (a form
without its protection, a body that is too large) or without any view (a link that a mail program tore apart), and a
line in the log is written by others. So a secret is known by its looks: a long part of a path with a capital or an
underscore in it, as the random words of `access.links` have, and addresses of pages never; no name of a file.
"""

import re

from django.utils.cache import add_never_cache_headers

SHORTEST = 20  # of 43 signs; what is left of a torn one is harmless below that
_LONG = re.compile(rf"(?<=/)[A-Za-z0-9_-]{{{SHORTEST},}}(?![\w-]|\.\w{{2,5}})", re.ASCII)


class SecretAddressesMiddleware:
    """Where an address holds a secret, pages name only what stands before it, and nobody keeps a refusal."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        shown = public_part(request.path)
        if shown == request.path:
            return self.get_response(request)
        request.public_path = shown
        response = self.get_response(request)
        if response.status_code >= 300 and "no-store" not in response.get("Cache-Control", ""):
            add_never_cache_headers(response)
            response.setdefault("X-Robots-Tag", "noindex")
        return response


def public_part(path: str) -> str:
    """What stands before the first secret in a path: "/anmeldung/" of "/anmeldung/<secret>/abmelden/"."""
    shown = []
    for part in path.split("/"):
        if without_secrets(f"/{part}") != f"/{part}":
            return "/".join([*shown, ""])
        shown.append(part)
    return path


def without_secrets(text: str) -> str:
    """A text with an ellipsis for every secret in its paths."""
    return _LONG.sub(lambda found: "…" if _looks_secret(found[0]) else found[0], text)


def _looks_secret(word):
    return "_" in word or any(sign.isupper() for sign in word)
