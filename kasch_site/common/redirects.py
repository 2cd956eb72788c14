"""Addresses that were printed or linked once keep leading to what stood there."""

from django.http import HttpResponsePermanentRedirect

from .models import OldAddress


def redirect_to_new_address(request) -> HttpResponsePermanentRedirect | None:
    """Lead a reader of an old address to the new one, without the query string; None if nothing ever stood there."""
    if request.method not in ("GET", "HEAD"):
        return None
    target = OldAddress.objects.filter(path=request.path).values_list("target", flat=True).first()
    if target is None or not leads_into_the_house(target):
        return None
    response = HttpResponsePermanentRedirect(target)
    # Staff may change their minds: a browser that keeps a redirect for ever would not notice.
    response["Cache-Control"] = "max-age=3600"
    return response


def leads_into_the_house(target: str) -> bool:
    """Whether a target is a path of this site; "//example.org" and "/\\example.org" are not."""
    return (
        target.startswith("/") and not target.startswith(("//", "/\\")) and not any(ord(sign) < 32 for sign in target)
    )
