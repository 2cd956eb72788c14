"""Redirects from former URLs."""

from django.http import HttpResponsePermanentRedirect

from .models import OldAddress


def redirect_to_new_address(request) -> HttpResponsePermanentRedirect | None:
    """Return a redirect from a former URL to the current one, without the query string; None if the path is unknown."""
    # PostgreSQL raises an error on a NUL in a parameter, and no stored path contains one.
    if request.method not in ("GET", "HEAD") or "\0" in request.path:
        return None
    target = new_address(request.path)
    return None if target is None else redirect_permanently(target)


def new_address(path: str) -> str | None:
    """Return the current URL of the record that once had this path, or None."""
    target = OldAddress.objects.filter(path=path).values_list("target", flat=True).first()
    return target if target and is_local_path(target) else None


def current_slug(path: str) -> str | None:
    """Return the slug, which ends the URL, of the record that once had this path, or None."""
    target = new_address(path)
    return target.strip("/").rpartition("/")[2] if target else None


def redirect_permanently(target: str) -> HttpResponsePermanentRedirect:
    """Return a redirect to the current URL of a record."""
    response = HttpResponsePermanentRedirect(target)
    # The target may change again, so browsers must not cache the redirect for ever.
    response["Cache-Control"] = "max-age=3600"
    return response


def is_local_path(target: str) -> bool:
    """Return whether a target is a path of this site; "//example.org" and "/\\example.org" are not."""
    return (
        target.startswith("/")
        and not target.startswith(("//", "/\\"))
        and not any(ord(character) < 32 for character in target)
    )
