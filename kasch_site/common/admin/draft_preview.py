"""Drafts on the website, for staff alone: `?vorschau=1` as residents will see it, `?vorschau=druck` as on paper."""

from django.utils.cache import add_never_cache_headers

PARAMETER = "vorschau"
ON_SCREEN = "1"
ON_PAPER = "druck"


def preview_kind(request, model) -> str:
    """How this reader asks to see what may be a draft of `model`; "" if they do not ask, or may not.

    Without the parameter nothing looks at the session, so that a reading page stays without a cookie. Who has no
    session never gets here with it: the views do not declare it (see `parameters`), so it is taken away before.
    """
    kind = request.GET.get(PARAMETER)
    if kind is None:
        return ""
    rights = (f"{model._meta.app_label}.{action}_{model._meta.model_name}" for action in ("view", "change"))
    if not request.user.is_staff or not any(request.user.has_perm(right) for right in rights):
        return ""
    return ON_PAPER if kind == ON_PAPER else ON_SCREEN


def unremembered(response):
    """The response, kept by no cache on the way."""
    add_never_cache_headers(response)
    return response
