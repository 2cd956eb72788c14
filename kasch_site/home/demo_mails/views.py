"""Pages that show the mails of the demo; their URLs exist only there (see `urls`)."""

import re
from functools import wraps

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kasch_site.common.forms.query_params import allowed_query_params

from . import storage

PAGE_SIZE = 30


def private(view):
    """Decorate a read-only view that is neither cached nor indexed."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return require_safe(never_cache(wrapper))


@allowed_query_params("suche", "seite")
@private
def mail_list(request):
    """List all mails, newest first, with a search."""
    query = request.GET.get("suche", "")[:100].strip()
    page = Paginator(storage.mails(query), PAGE_SIZE).get_page(request.GET.get("seite"))
    return render(request, "home/demo_mails/list.html", {"page": page, "query": query})


@private
def mail(request, name):
    """Show one mail."""
    return render(request, "home/demo_mails/mail.html", {"mail": _mail_or_404(name)})


@private
def attachment(request, name, number):
    """Download an attachment."""
    files = _mail_or_404(name).attachments
    if number >= len(files):
        raise Http404
    response = HttpResponse(files[number].content, content_type=files[number].kind)
    file_name = re.sub(r"[^\w.-]+", "_", files[number].name, flags=re.ASCII) or "datei"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _mail_or_404(name):
    mail = storage.read(name)
    if mail is None:
        raise Http404
    return mail
