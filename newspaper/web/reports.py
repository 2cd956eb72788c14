"""Report a mistake in the text of a page: a form without names, and its confirmation."""

from functools import partial

from django.shortcuts import render
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kasch_site.common.forms.base import AccessibleForm, TextField
from kasch_site.common.forms.guard import GuardedFormMixin, public_form
from kasch_site.common.not_found import PageNotFound
from kasch_site.visitors.web.counted import counted, form_page
from newspaper.editing import reports
from newspaper.editing.retention import OPEN_REPORT_RETENTION, SETTLED_REPORT_RETENTION
from newspaper.models import Page
from newspaper.models.reports import MAX_REPORT_LENGTH

from .common import MAX_NUMBER, paper_name


class ReportForm(GuardedFormMixin, AccessibleForm):
    """Form to report a mistake in the text of a page."""

    submit_label = _("Fehler melden")
    privacy_note = format_lazy(
        _(
            "Ihren Namen brauchen wir nicht. Ihre Meldung löschen wir {settled} Tage, nachdem wir sie geprüft haben, "
            "und spätestens nach {longest} Tagen."
        ),
        settled=SETTLED_REPORT_RETENTION.days,
        longest=OPEN_REPORT_RETENTION.days,
    )

    words = TextField(
        label=_("Was stimmt nicht?"),
        help_text=_("Zum Beispiel: „Statt Linae muss es Linde heißen“ oder „Der zweite Absatz fehlt“."),
        max_length=MAX_REPORT_LENGTH,
        error_messages={"required": _("Schreiben Sie, was nicht stimmt. Ein Satz genügt.")},
    )


@public_form
@counted(shows_refusal=True)
def report(request, year, number, page):
    """Show and process the form to report a mistake on a page."""
    shown = _page(year, number, page)
    form = ReportForm(request.POST or None)
    return form_page(request, form, "newspaper/mistake.html", partial(_report, shown), partial(_facts, shown))


@require_safe
def reported(request, year, number, page):
    """Confirm the report, with a link back to the page."""
    return render(request, "newspaper/mistake_reported.html", _facts(_page(year, number, page)))


def _report(page, form) -> str:
    reports.report(page, form.cleaned_data["words"], form.message_id())
    return reverse("newspaper:mistake_reported", args=[page.issue.year, page.issue.number, page.number])


def _facts(page) -> dict:
    return {"name": paper_name(), "issue": page.issue, "page": page}


def _page(year, number, page) -> Page:
    """Return a public page with text; raise `PageNotFound`."""
    pages = Page.objects.published().exclude(text="").select_related("issue").defer("words")
    is_plausible = max(year, number, page) <= MAX_NUMBER
    found = pages.filter(issue__year=year, issue__number=number, number=page).first() if is_plausible else None
    if found is None:
        raise PageNotFound(_now("Von dieser Seite gibt es keinen Text."))
    return found
