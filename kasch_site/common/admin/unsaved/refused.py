"""The page with the input of a form that the account is not permitted to send any more.

The permission may have been withdrawn while the form was open, or the record is in a state that nobody may edit. The
page with the refusal shows what was typed, to copy it; nothing is saved.
"""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from .resume import typed_texts


def preserve_refused_input(view, admin_site):
    """Wrap a view of the administration: a submitted form that is refused is answered with what was typed."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        texts = typed_texts(request) if request.method == "POST" and request.user.is_authenticated else []
        if texts and not admin_site.has_permission(request):
            return _refusal(admin_site, request, texts)
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            if not texts:
                raise
            return _refusal(admin_site, request, texts)

    return wrapped


def _refusal(admin_site, request, texts):
    context = {
        **admin_site.each_context(request),
        "title": _("Dafür fehlt Ihnen die Erlaubnis"),
        "typed": texts,
        "had_files": bool(request.FILES),
    }
    response = TemplateResponse(request, "admin/unsaved/refused.html", context, status=403)
    add_never_cache_headers(response)
    return response
