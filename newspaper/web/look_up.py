"""Look up a contribution or a removal request by its code."""

from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from kasch_site.visitors.access_tokens import MailedLink
from kasch_site.visitors.web import look_up as visitors

from .common import paper_name


class PaperLookUpForm(visitors.LookUpForm):
    """Look-up form: the code and the first letters of the name, with the context of the breadcrumbs."""

    submit_label = _("Zeigen")
    paper_name = staticmethod(paper_name)


def look_up_in(request, form_class: type[PaperLookUpForm], rows, own_page: MailedLink) -> HttpResponse:
    """Look up one of these rows by code and letters of a name; every mistake gets the same response."""
    find = partial(visitors.by_code, rows)
    return visitors.look_up(request, form_class, find, own_page.url_for, "newspaper/look_up.html")
