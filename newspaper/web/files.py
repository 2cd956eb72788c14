"""Images of pages and PDFs of issues: only public ones; staff see drafts too."""

from django.http import Http404, HttpResponse, HttpResponseGone
from django.views.decorators.http import require_safe

from kasch_site.common.export.byte_ranges import file_response
from kasch_site.common.media.locked import LockedStorage
from kasch_site.common.text.slugs import slug_of
from newspaper.models import Issue, Page, WithdrawnImage
from newspaper.models.pages import image_name, image_widths
from newspaper.redaction.reapply import is_pdf_withheld

from .common import MAX_NUMBER, paper_name

# Only browsers cache them: hidden content must not remain in a shared cache.
_CACHED = "private, max-age=604800"


@require_safe
def image(request, key, width):
    """Return an image of a page; 410 if it was withdrawn, 404 if it is not public."""
    page = Page.objects.filter(image_key=key).select_related("issue").for_lists().first()
    if page is None or page.is_being_redacted or width not in image_widths(page.number):
        return _gone_or_missing(key)
    is_public = page.issue.is_published() and not page.is_hidden
    if not is_public and not _may_see_drafts(request):
        return HttpResponseGone(content_type="text/plain") if page.is_hidden else _missing()
    storage, name = LockedStorage(), image_name(key, width)
    if not storage.exists(name):
        return _missing()
    with storage.open(name) as file:
        response = HttpResponse(file.read(), content_type="image/webp")
    response["Cache-Control"] = _CACHED if is_public else "no-store"
    return response


@require_safe
def pdf(request, year, number):
    """Return the public PDF of an issue, or the requested range of it."""
    issue = Issue.objects.filter(year=year, number=number).first() if max(year, number) <= MAX_NUMBER else None
    if issue is None or not issue.public_pdf:
        raise Http404
    if not issue.is_published() and not _may_see_drafts(request):
        raise Http404
    if is_pdf_withheld(issue):
        raise Http404
    try:
        file = issue.public_pdf.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = f"{slug_of(paper_name(), 'zeitung')}-{issue.year}-{issue.number}.pdf"
    etag = f'"{issue.public_pdf.name.rpartition("/")[2]}-{issue.public_size}"'
    size = issue.public_pdf.size
    response = file_response(request, file, size, content_type="application/pdf", name=name, etag=etag)
    response["Cache-Control"] = "private, no-cache"
    return response


def _gone_or_missing(key):
    was_there = WithdrawnImage.objects.filter(key=key).exists()
    return HttpResponseGone(content_type="text/plain") if was_there else _missing()


def _missing():
    return HttpResponse(status=404, content_type="text/plain")


def _may_see_drafts(request) -> bool:
    """Return whether the request is from staff. Reads the session only now, so that readers get no cookie."""
    user = request.user
    return user.is_staff and (user.has_perm("newspaper.view_issue") or user.has_perm("newspaper.change_issue"))
