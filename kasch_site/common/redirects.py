"""Addresses that were printed or linked once keep leading to what stood there."""

from django.http import HttpResponsePermanentRedirect

from .models import OldAddress


def redirect_to_new_address(request) -> HttpResponsePermanentRedirect | None:
    """Lead a reader of an old address to the new one, without the query string; None if nothing ever stood there."""
    # PostgreSQL refuses to look for a text with a NUL in it, and none was ever stored.
    if request.method not in ("GET", "HEAD") or "\0" in request.path:
        return None
    target = new_address(request.path)
    return None if target is None else lead_on(target)


def new_address(path: str) -> str | None:
    """Where the record lives now that once lived at this path; None if nothing ever stood there."""
    target = OldAddress.objects.filter(path=path).values_list("target", flat=True).first()
    return target if target and leads_into_the_house(target) else None


def lead_on(target: str) -> HttpResponsePermanentRedirect:
    """A redirect to the new address of a record."""
    response = HttpResponsePermanentRedirect(target)
    # Staff may change their minds: a browser that keeps a redirect for ever would not notice.
    response["Cache-Control"] = "max-age=3600"
    return response


def leads_into_the_house(target: str) -> bool:
    """Whether a target is a path of this site; "//example.org" and "/\\example.org" are not."""
    return (
        target.startswith("/") and not target.startswith(("//", "/\\")) and not any(ord(sign) < 32 for sign in target)
    )
