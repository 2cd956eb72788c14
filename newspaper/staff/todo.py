"""Tasks of the newspaper, frequent actions, and the first steps, for the first page of the administration."""

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kasch_site.common.sections import FirstStep, QuickAction, Todo
from newspaper.editing import corrections
from newspaper.intake import ocr
from newspaper.models import ArchiveFile, Issue, IssueRedaction, Page, Paper, RemovalRequest, TextReport

from .issues.issue_pages import pages_url
from .month_text import MAY_READ


def todo(user) -> list[Todo]:
    """Return tasks for failed files, unpublished issues, and pages with no or doubtful text."""
    if not user.has_perm("newspaper.change_issue"):
        return []
    return [*_removals(), *_redactions(), *_failed(), *_uploads(), *_missing_pages(), *_drafts(), *_texts()]


def _removals():
    """Yield a task for unanswered removal requests."""
    count = RemovalRequest.objects.open().count()
    if count:
        text = ngettext(
            "Jemand möchte nicht mehr in der Zeitung stehen.",
            "%(count)d Menschen möchten nicht mehr in der Zeitung stehen.",
            count,
        )
        address = reverse("admin:newspaper_removalrequest_changelist")
        url = f"{address}?state__exact={RemovalRequest.State.RECEIVED}"
        yield Todo(text % {"count": count}, url, urgent=True, count=count)


def _redactions():
    """Yield a task for issues without a PDF because it could not be recreated without hidden terms."""
    for row in IssueRedaction.objects.failed().select_related("issue"):
        text = _now("Ausgabe %(issue)s hat kein PDF: %(error)s") % {"issue": row.issue.short_name, "error": row.error}
        yield Todo(text, reverse("admin:newspaper_hiddenterm_changelist"), urgent=True)


def quick_actions(user) -> list[QuickAction]:
    """Return the user's frequent actions: upload an issue, look at the newest one, the text of the coming month."""
    actions = []
    if user.has_perm("newspaper.add_archiveupload"):
        actions.append(QuickAction(_("Ausgabe der Zeitung hochladen"), reverse("admin:newspaper_archiveupload_add")))
    newest = Issue.objects.newest().first() if user.has_perm("newspaper.change_issue") else None
    if newest is not None:
        actions.append(QuickAction(_("Seiten und Artikel der neuen Ausgabe"), pages_url(newest)))
    if user.has_perm(MAY_READ):
        actions.append(QuickAction(_("Termine für die Zeitung"), reverse("admin:newspaper_coming_month_text")))
    return actions


def first_steps() -> list[FirstStep]:
    """Return the first steps of a new installation."""
    return [
        FirstStep(
            _("Eintragen, wie die Zeitung heißt und wer für sie verantwortlich ist"),
            reverse("admin:newspaper_paper_changelist"),
            Paper.objects.exists(),
        ),
        FirstStep(
            _("Die erste Ausgabe der Zeitung hochladen"),
            reverse("admin:newspaper_archiveupload_add"),
            Issue.objects.exists(),
        ),
    ]


def _failed():
    """Return a task for each issue whose file could not be read, and one for all pages."""
    tasks = [
        Todo(_now("Die Datei der Ausgabe %(issue)s ließ sich nicht lesen.") % {"issue": issue}, pages_url(issue), True)
        for issue in Issue.objects.filter(intake=Issue.Intake.FAILED).newest()[:3]
    ]
    return [*tasks, *_failed_pages()]


def _failed_pages():
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


def _uploads():
    count = ArchiveFile.objects.proposed().count()
    if not count:
        return []
    text = ngettext(
        "Eine hochgeladene Datei der Zeitung wartet auf Ihr Ja.",
        "%(count)d hochgeladene Dateien der Zeitung warten auf Ihr Ja.",
        count,
    )
    return [Todo(text % {"count": count}, reverse("admin:newspaper_archiveupload_changelist"), count=count)]


def _missing_pages():
    """Yield a task for issues that are not published automatically because pages could not be read."""
    for issue in Issue.objects.waiting_for_pages().exclude(intake__in=Issue.IN_WORK).newest()[:3]:
        text = _now("Die Ausgabe %(issue)s ist noch nicht auf der Website: Seiten fehlen. Bitte entscheiden Sie.")
        yield Todo(text % {"issue": issue}, pages_url(issue), urgent=True)


def _drafts():
    """Return a task for each issue that is read and not published."""
    return [
        Todo(_now("Die Ausgabe %(issue)s ist noch ein Entwurf.") % {"issue": issue}, pages_url(issue))
        for issue in Issue.objects.drafts().filter(intake=Issue.Intake.READY, publish_when_read=False).newest()[:3]
    ]


def _texts():
    return [*_reported(), *_to_compare(), *_to_type()]


def _reported():
    """Yield a task for reports of mistakes."""
    count = TextReport.objects.open().filter(page__in=corrections.reported()).count()
    if count:
        text = ngettext(
            "Jemand hat einen Fehler im Text der Zeitung gemeldet.",
            "Im Text der Zeitung sind %(count)d Fehler gemeldet.",
            count,
        )
        yield Todo(text % {"count": count}, f"{_pages()}?text=gemeldet", count=count)


def _to_compare():
    """Yield a task for corrected pages whose text differs in a new file."""
    count = corrections.to_compare().count()
    if count:
        text = ngettext(
            "Eine Seite der Zeitung hat nach dem Ersetzen anderen Text als Ihre Korrektur.",
            "%(count)d Seiten der Zeitung haben nach dem Ersetzen anderen Text als Ihre Korrektur.",
            count,
        )
        yield Todo(text % {"count": count}, f"{_pages()}?text=anders", count=count)


def _pages():
    return reverse("admin:newspaper_page_changelist")


def _to_type():
    empty, doubtful = corrections.empty().count(), corrections.doubtful().count()
    address = _pages()
    tasks = []
    if empty:
        text = ngettext(
            "Eine Seite der Zeitung hat keinen Text.", "%(count)d Seiten der Zeitung haben keinen Text.", empty
        )
        tasks.append(Todo(text % {"count": empty}, f"{address}?text=leer", count=empty))
        if not ocr.is_available():
            missing = _now("Gescannte Seiten liest die Website nicht: Auf dem Server fehlt %(packages)s.")
            tasks.append(
                Todo(
                    missing % {"packages": ", ".join(ocr.PACKAGES)}, reverse("admin:handbook_chapter", args=["zeitung"])
                )
            )
    if doubtful:
        text = ngettext(
            "Eine Seite der Zeitung ist unsicher gelesen: bitte vergleichen.",
            "%(count)d Seiten der Zeitung sind unsicher gelesen: bitte vergleichen.",
            doubtful,
        )
        tasks.append(Todo(text % {"count": doubtful}, f"{address}?text=unsicher", count=doubtful))
    return tasks
