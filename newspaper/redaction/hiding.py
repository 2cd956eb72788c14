"""Hide names, passages and pages of the newspaper, and undo that."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from kasch_site.common import clock
from newspaper.models import Article, HiddenTerm, Issue, IssueRedaction, LockedOriginal, Page

from . import jobs, traces
from .names import Pattern
from .records import fields_of, restorable
from .terms import key_of, patterns_of, terms_of

_KIND = HiddenTerm.Kind
_LOCKED = {model._meta.label_lower: model for model in (Page, Article, Issue)}


@dataclass(frozen=True, slots=True)
class Hiding:
    """A term to hide, and its scope: all issues if `issue` is None, all pages of the issue if `page_number` is None."""

    kind: str
    reason: str
    term: str = ""
    issue: Issue | None = None
    page_number: int | None = None
    areas: tuple = ()


@transaction.atomic
def hide(hidings: Iterable[Hiding], by=None) -> list[HiddenTerm]:
    """Hide names, passages or pages. Return the new rows, without those that existed. Idempotent.

    The transaction removes them from all texts and from the search, and withdraws images and PDFs; a job recreates
    these.
    """
    rows = [row for row, is_new in (_row(hiding, by) for hiding in hidings) if is_new]
    for row in rows:
        if row.kind == _KIND.PAGE:
            _hide_page(row)
        else:
            for record in _affected(row, patterns_of([row])[0]):
                record.save()
        _check_pdfs(row)
    traces.erase(rows)
    return rows


def _row(hiding, by):
    return HiddenTerm.objects.get_or_create(
        kind=hiding.kind,
        term_key=key_of(hiding.term),
        issue=hiding.issue,
        page_number=hiding.page_number,
        defaults={
            "term": hiding.term.strip(),
            "areas": [list(area) for area in hiding.areas],
            "reason": hiding.reason,
            "hidden_by": by,
            "hidden_at": clock.now(),
        },
    )


def _hide_page(row):
    page = Page.objects.filter(issue=row.issue_id, number=row.page_number).first()
    if page is not None:
        page.save()  # `records` takes its text away


def _affected(row: HiddenTerm, pattern: Pattern) -> Iterator[Page | Article | Issue]:
    """Yield the records that contain the term."""
    for model in (Page, Article, Issue):
        rows = records_in_scope(model, row)
        names = [name for name in fields_of(model()) if name != "words"]
        found = [pk for pk, *texts in rows.values_list("pk", *names) if any(map(pattern.spans, texts))]
        if model is Page and row.areas:
            found = list(rows.values_list("pk", flat=True))
        yield from model.objects.filter(pk__in=found)


def records_in_scope(model, row: HiddenTerm):
    """Return the records of a model in the scope of a hidden term."""
    if row.issue_id is None:
        return model.objects.all()
    if model is Issue:
        return model.objects.filter(pk=row.issue_id) if row.page_number is None else model.objects.none()
    rows = model.objects.filter(issue=row.issue_id)
    if row.page_number is None:
        return rows
    return rows.filter(**{"number" if model is Page else "page": row.page_number})


def _check_pdfs(row):
    """Schedule a search of the PDFs, whose bookmarks and properties can contain the name too."""
    issues = Issue.objects.exclude(public_pdf="")
    jobs.schedule_check(list(issues_in_scope(issues, row).values_list("pk", flat=True)))


def issues_in_scope(issues, row: HiddenTerm):
    """Filter the issues in the scope of a hidden term."""
    return issues if row.issue_id is None else issues.filter(pk=row.issue_id)


@transaction.atomic
def unhide(row: HiddenTerm) -> int:
    """Undo hiding; return the number of fields that are not restored because they have been changed since."""
    concerned = [(record, original) for record, original in _locked_in(row)]
    before = [(record, original, restorable(record, original, terms_of(record))) for record, original in concerned]
    row.delete()
    changed_since = 0
    for record, original, values in before:
        changed_since += len(original.values) - len(values)
        _restore(record, original, values)
    if row.kind == _KIND.PAGE:
        Page.objects.filter(issue=row.issue_id, number=row.page_number, text="").update(hidden_at=None)
    for issue_id in _issues_to_make(row):
        jobs.schedule_remake(issue_id)
    return changed_since


def _locked_in(row):
    for label, model in _LOCKED.items():
        records = records_in_scope(model, row).in_bulk()
        for original in LockedOriginal.objects.filter(label=label, object_id__in=list(records)):
            yield records[original.object_id], original


def _restore(record, original, values):
    """Restore locked values; saving the record redacts other hidden terms again."""
    for name, value in values.items():
        setattr(record, name, value)
    is_page = isinstance(record, Page)
    if is_page and record.is_hidden and not terms_of(record).hides_page:
        record.hidden_at = None
    original.delete()
    record.save()
    if is_page:
        Page.objects.filter(pk=record.pk).update(is_being_redacted=True)


def _issues_to_make(row):
    made = IssueRedaction.objects.all() if row.issue_id is None else IssueRedaction.objects.filter(issue=row.issue_id)
    return list(made.values_list("issue", flat=True))
