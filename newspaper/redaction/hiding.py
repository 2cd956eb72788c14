"""Hide names, passages and pages, and show them again."""

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
    """What to hide, and where: without an issue in all of them, without a page number on all pages of the issue."""

    kind: str
    reason: str
    term: str = ""
    issue: Issue | None = None
    page_number: int | None = None
    areas: tuple = ()


@transaction.atomic
def hide(hidings: Iterable[Hiding], by=None) -> list[HiddenTerm]:
    """Hide names, passages or pages; what is hidden already stays so. Return the new rows.

    With this transaction it is gone from all texts, the search, and all addresses of images and PDFs; the job makes
    images and PDFs again.
    """
    rows = [row for row, is_new in (_row(hiding, by) for hiding in hidings) if is_new]
    for row in rows:
        if row.kind == _KIND.PAGE:
            _hide_page(row)
        else:
            for record in _concerned(row, patterns_of([row])[0]):
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


def _concerned(row: HiddenTerm, pattern: Pattern) -> Iterator[Page | Article | Issue]:
    """Yield the records in which something new is hidden; their texts are read without the boxes of their words."""
    for model in (Page, Article, Issue):
        rows = in_scope(model, row)
        names = [name for name in fields_of(model()) if name != "words"]
        found = [pk for pk, *texts in rows.values_list("pk", *names) if any(map(pattern.spans, texts))]
        if model is Page and row.areas:
            found = list(rows.values_list("pk", flat=True))
        yield from model.objects.filter(pk__in=found)


def in_scope(model, row: HiddenTerm):
    """Return the records of a model in which a term is hidden."""
    if row.issue_id is None:
        return model.objects.all()
    if model is Issue:
        return model.objects.filter(pk=row.issue_id) if row.page_number is None else model.objects.none()
    rows = model.objects.filter(issue=row.issue_id)
    if row.page_number is None:
        return rows
    return rows.filter(**{"number" if model is Page else "page": row.page_number})


def _check_pdfs(row):
    """Have the PDFs searched, for a name may be in bookmarks and properties too."""
    issues = Issue.objects.exclude(public_pdf="")
    jobs.check_again(list(in_issues(issues, row).values_list("pk", flat=True)))


def in_issues(issues, row: HiddenTerm):
    """Filter those of the issues in which a term is hidden."""
    return issues if row.issue_id is None else issues.filter(pk=row.issue_id)


@transaction.atomic
def show_again(row: HiddenTerm) -> int:
    """Undo a hiding; return how many fields stay as they are, because somebody has changed them since."""
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
        jobs.make_again(issue_id)
    return changed_since


def _locked_in(row):
    for label, model in _LOCKED.items():
        records = in_scope(model, row).in_bulk()
        for original in LockedOriginal.objects.filter(label=label, object_id__in=list(records)):
            yield records[original.object_id], original


def _restore(record, original, values):
    """Put back what was locked; saving takes out again what other terms hide."""
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
