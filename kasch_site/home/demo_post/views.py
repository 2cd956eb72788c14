"""Pages that show the mails of the demo. They have an address only there; see `urls`."""

import re
from functools import wraps

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kasch_site.common.forms.query_params import understands

from . import mailbox

ON_A_PAGE = 30


def private(view):
    """Shown to whoever asks on this machine, kept by nobody, found by no search engine."""

    @wraps(view)
    def shown(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return require_safe(never_cache(shown))


@understands("suche", "seite")
@private
def post(request):
    """All mails, the newest first, and a search."""
    words = request.GET.get("suche", "")[:100].strip()
    page = Paginator(mailbox.mails(words), ON_A_PAGE).get_page(request.GET.get("seite"))
    return render(request, "home/demo_post/list.html", {"page": page, "words": words})


@private
def mail(request, name):
    """One mail as its reader sees it."""
    return render(request, "home/demo_post/mail.html", {"mail": _found(name)})


@private
def attachment(request, name, number):
    """A file that came with a mail, to be saved."""
    files = _found(name).attachments
    if number >= len(files):
        raise Http404
    response = HttpResponse(files[number].content, content_type=files[number].kind)
    file_name = re.sub(r"[^\w.-]+", "_", files[number].name, flags=re.ASCII) or "datei"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _found(name):
    found = mailbox.read(name)
    if found is None:
        raise Http404
    return found
