"""Drafts on the website, visible to staff only: `?vorschau=1` as on the website, `?vorschau=druck` as in print."""

from django.utils.cache import add_never_cache_headers

PARAMETER = "vorschau"
ON_SCREEN = "1"
ON_PAPER = "druck"


def preview_kind(request, model) -> str:
    """Return which preview of a draft of `model` the request asks for; "" if none, or if the user lacks the permission.

    Without the parameter the session is not accessed, so that public pages set no cookie. Requests without a session
    never carry the parameter: the views do not declare it (see `query_params`), so it is removed beforehand.
    """
    kind = request.GET.get(PARAMETER)
    if kind is None:
        return ""
    permissions = (f"{model._meta.app_label}.{action}_{model._meta.model_name}" for action in ("view", "change"))
    if not request.user.is_staff or not any(request.user.has_perm(permission) for permission in permissions):
        return ""
    return ON_PAPER if kind == ON_PAPER else ON_SCREEN


def not_cacheable(response):
    """Return the response, marked as not cacheable."""
    add_never_cache_headers(response)
    return response
