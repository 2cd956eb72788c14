"""Tasks of the newspaper on the staff's first page, frequent actions, and the first steps."""

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kasch_site.common.sections import FirstStep, QuickAction, Todo
from newspaper.editing import corrections
from newspaper.models import Issue, Page, Paper

from .issue_pages import pages_url
from .month_text import MAY_READ


def todo(user) -> list[Todo]:
    """Return what failed, which issues wait to be published, and which pages have no text or a doubtful one."""
    if not user.has_perm("newspaper.change_issue"):
        return []
    return [*_failed(), *_drafts(), *_texts()]


def quick_actions(user) -> list[QuickAction]:
    """Return the user's frequent actions: the newest issue, and the text of the coming month."""
    actions = []
    newest = Issue.objects.newest().first() if user.has_perm("newspaper.change_issue") else None
    if newest is not None:
        actions.append(QuickAction(_("Seiten und Artikel der neuen Ausgabe"), pages_url(newest)))
    if user.has_perm(MAY_READ):
        actions.append(QuickAction(_("Termine für die Zeitung"), reverse("admin:newspaper_coming_month_text")))
    return actions


def first_steps() -> list[FirstStep]:
    """Return what a paper needs before its first issue."""
    return [
        FirstStep(
            _("Eintragen, wie die Zeitung heißt und wer für sie verantwortlich ist"),
            reverse("admin:newspaper_paper_changelist"),
            Paper.objects.exists(),
        ),
    ]


def _failed():
    pages = Page.objects.filter(state=Page.State.FAILED)
    issue = Issue.objects.filter(pages__in=pages).newest().first()
    if issue is None:
        return []
    count = pages.count()
    text = ngettext(
        "Eine Seite der Zeitung ist nicht gelungen (Ausgabe %(issue)s).",
        "%(count)d Seiten der Zeitung sind nicht gelungen (Ausgabe %(issue)s).",
        count,
    )
    return [Todo(text % {"count": count, "issue": issue}, pages_url(issue), urgent=True, count=count)]


def _drafts():
    """Return a task for each issue that is read and not published."""
    return [
        Todo(_now("Die Ausgabe %(issue)s ist noch ein Entwurf.") % {"issue": issue}, pages_url(issue))
        for issue in Issue.objects.drafts().filter(intake=Issue.Intake.READY).newest()[:3]
    ]


def _texts():
    empty, doubtful = corrections.empty().count(), corrections.doubtful().count()
    address = reverse("admin:newspaper_page_changelist")
    tasks = []
    if empty:
        text = ngettext(
            "Eine Seite der Zeitung hat keinen Text.", "%(count)d Seiten der Zeitung haben keinen Text.", empty
        )
        tasks.append(Todo(text % {"count": empty}, f"{address}?text=leer", count=empty))
    if doubtful:
        text = ngettext(
            "Eine Seite der Zeitung ist unsicher gelesen: bitte vergleichen.",
            "%(count)d Seiten der Zeitung sind unsicher gelesen: bitte vergleichen.",
            doubtful,
        )
        tasks.append(Todo(text % {"count": doubtful}, f"{address}?text=unsicher", count=doubtful))
    return tasks
