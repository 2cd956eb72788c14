"""The archive: all issues by year, and the imprint of the newspaper."""

from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kasch_site.common import clock
from kasch_site.common.not_found import PageNotFound
from newspaper.models import Article, Paper
from newspaper.reading.archive import Archive

from .common import paper_name, pdf_url

# The first page has the covers of this many years; each other year has its own page.
YEARS_ON_FIRST_PAGE = 2


@require_safe
def archive(request):
    """Show the newest issue with its contents, the covers of the last years, and issues of ten and twenty years ago."""
    paper = Paper.current()
    whole = Archive.load(paper)
    cover_years = whole.years_with_covers(whole.years[:YEARS_ON_FIRST_PAGE])
    newest = next((entry for cover_year in cover_years for entry in cover_year.entries if entry.issue), None)
    context = {
        "name": paper_name(),
        "paper": paper,
        "newest": newest,
        "pdf_url": pdf_url(newest.issue) if newest else "",
        "articles": list(_contents(newest.issue)) if newest else [],
        "cover_years": cover_years,
        "older": whole.years[YEARS_ON_FIRST_PAGE:],
        "anniversaries": whole.anniversaries(clock.today()),
        "old_issue_url": old_issue_url(),
    }
    return render(request, "newspaper/archive.html", context)


@require_safe
def year(request, year):
    """Show the covers of a year."""
    whole = Archive.load(Paper.current())
    if year not in whole.years:
        raise PageNotFound(_("Aus diesem Jahr haben wir keine Ausgabe."))
    place = whole.years.index(year)
    context = {
        "name": paper_name(),
        "year": year,
        "cover_years": whole.years_with_covers([year]),
        "newer": whole.years[place - 1] if place else None,
        "older": whole.years[place + 1] if place + 1 < len(whole.years) else None,
        "old_issue_url": old_issue_url(),
    }
    return render(request, "newspaper/year.html", context)


@require_safe
def imprint(request):
    """Show the imprint of the newspaper (Medienstaatsvertrag, § 18)."""
    return render(request, "newspaper/imprint.html", {"name": paper_name(), "paper": Paper.current()})


def old_issue_url() -> str:
    """Return the URL of the form to offer an old issue; "" if the site has none."""
    try:
        return reverse("newspaper:old_issue")
    except NoReverseMatch:
        return ""


def _contents(issue):
    return Article.objects.published().filter(issue=issue).for_display().in_order()
