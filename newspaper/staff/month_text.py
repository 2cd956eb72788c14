"""The text of a month for the printed newspaper: as a page to copy from, and as a file."""

from datetime import date

from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.export.download import download
from kasch_site.common.text.time_words import month_in_words
from kasch_site.visitors.staff import require
from newspaper.printing.month_text import as_text, paragraphs

MAY_READ = "newspaper.change_issue"
# The months that can be chosen, counted from this one.
MONTHS_BACK, MONTHS_AHEAD = 12, 12


class MonthTextMixin:
    """Pages with the text of a month, below those of a ModelAdmin."""

    def get_urls(self):
        month, view = "termine/<int:year>/<int:month>/", self.admin_site.admin_view
        return [
            path("termine/", view(self.coming_month_text), name="newspaper_coming_month_text"),
            path(month, view(self.month_text), name="newspaper_month_text"),
            path(f"{month}text/", view(self.month_text_file), name="newspaper_month_text_file"),
            *super().get_urls(),
        ]

    def coming_month_text(self, request):
        """Redirect to the text of the month that the next issue announces."""
        require(request.user.has_perm(MAY_READ))
        coming = clock.next_month(clock.today())
        return redirect("admin:newspaper_month_text", coming.year, coming.month)

    def month_text(self, request, year, month):
        """Show the text of a month, to be copied or saved."""
        require(request.user.has_perm(MAY_READ))
        first = _month(year, month)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Termine für die Zeitung: %(month)s") % {"month": month_in_words(first)},
            "opts": self.opts,
            "text": as_text(paragraphs(first)),
            "file_url": reverse("admin:newspaper_month_text_file", args=[year, month]),
            "earlier": _neighbour(clock.previous_month(first)),
            "following": _neighbour(clock.next_month(first)),
        }
        return TemplateResponse(request, "admin/newspaper/month_text.html", context)

    def month_text_file(self, request, year, month):
        """Return the text as a file; with `?formate=ja` each paragraph names its style."""
        require(request.user.has_perm(MAY_READ))
        first = _month(year, month)
        text = as_text(paragraphs(first), with_styles=request.GET.get("formate") == "ja")
        # Layout programs on Windows read a file without this mark in their own encoding.
        content = text.replace("\n", "\r\n").encode("utf-8-sig")
        return download(content, "text/plain; charset=utf-8", f"{_('termine')}-{first:%Y-%m}.txt")


def _month(year, month) -> date:
    try:
        first = date(year, month, 1)
    except (ValueError, OverflowError):
        raise Http404 from None
    if not _is_offered(first):
        raise Http404
    return first


def _is_offered(first):
    today = clock.today()
    months = (first.year - today.year) * 12 + first.month - today.month
    return -MONTHS_BACK <= months <= MONTHS_AHEAD


def _neighbour(first):
    """Return name and URL of another month; None if it cannot be chosen."""
    if not _is_offered(first):
        return None
    return {
        "name": month_in_words(first),
        "url": reverse("admin:newspaper_month_text", args=[first.year, first.month]),
    }
