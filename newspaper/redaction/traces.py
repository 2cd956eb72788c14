"""Erase hidden terms from copies of earlier texts: history, bin, log, vocabulary, suggestions of the search."""

import json
from collections.abc import Iterable

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models

from kasch_site.common.history import retention
from kasch_site.common.history.deleted import DeletedRecord
from kasch_site.common.history.records import histories
from kasch_site.common.search import full_text, suggestions
from newspaper.models import Article, Column, HiddenTerm, Issue, LockedOriginal, Page, Place, Subject, TextReport

from .terms import patterns_of
from .texts import redact

APP = "newspaper"
_VOCABULARY = (Subject, Place, Column)


def erase(rows: Iterable[HiddenTerm]) -> None:
    """Erase all traces of these hidden terms, in the scope of each."""
    for row in rows:
        for pattern in patterns_of([row]):
            if row.issue_id is None:
                _erase_vocabulary(pattern)
            _erase_bin(row, pattern)
            _erase_history(row, pattern)
            _redact_log(pattern)
            _redact_reports(row, pattern)
            suggestions.remove(suggestions.words_of([row.term, *_spellings(pattern)]))
        if row.kind == HiddenTerm.Kind.PAGE:
            _erase_page(row)
    full_text.erase_removed()


def _spellings(pattern) -> set[str]:
    """Return the spellings of the term in the locked values, such as the genitive."""
    texts = (text for values in LockedOriginal.objects.values_list("values", flat=True) for text in _strings(values))
    return {text[span.start : span.end] for text in texts for span in pattern.spans(text)}


def _erase_vocabulary(pattern):
    """Delete subjects, places and columns whose names contain the term."""
    for model in _VOCABULARY:
        for term in model.objects.all():
            if pattern.spans(term.name):
                term.delete()


def _erase_bin(row, pattern):
    """Erase records in the bin that contain the term."""
    for deleted in DeletedRecord.objects.filter(content_type__app_label=APP):
        records = json.loads(deleted.data)
        is_in_scope = row.issue_id is None or records[0]["fields"].get("issue") == row.issue_id
        if is_in_scope and any(map(pattern.spans, [deleted.title, *_strings(records)])):
            retention.erase(deleted)


def _strings(value) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def _erase_history(row, pattern):
    """Erase the earlier states of all records that contain or contained the term."""
    for model in (Page, Article, Issue, *_VOCABULARY):
        names = [
            each.name
            for each in histories[model].fields_included(model)
            if isinstance(each, models.CharField | models.TextField)
        ]
        rows = _rows_in_scope(model, row)
        found = {pk for pk, *texts in rows.values_list(model._meta.pk.attname, *names) if _is_in(pattern, texts)}
        for record in model.objects.filter(pk__in=found):
            if _is_in(pattern, model.history.filter(pk=record.history.latest().pk).values_list(*names).get()):
                record.save()  # its newest row is older than its redacted values
            retention.erase_history(record)
            found.discard(record.pk)
        model.history.filter(**{f"{model._meta.pk.attname}__in": found}).delete()


def _is_in(pattern, texts) -> bool:
    return any(pattern.spans(text) for text in texts if text)


def _rows_in_scope(model, row):
    rows = model.history.all()
    if row.issue_id is None:
        return rows
    if model is Issue:
        return rows.filter(id=row.issue_id)
    return rows.filter(issue=row.issue_id) if model in (Page, Article) else rows.none()


def _redact_log(pattern):
    """Redact the names of records in the log of the administration."""
    kinds = ContentType.objects.filter(app_label=APP)
    for pk, name in LogEntry.objects.filter(content_type__in=kinds).values_list("pk", "object_repr"):
        if pattern.spans(name):
            LogEntry.objects.filter(pk=pk).update(object_repr=redact(name, [pattern]))


def _redact_reports(row, pattern):
    """Redact the reports of mistakes."""
    reports = TextReport.objects.all() if row.issue_id is None else TextReport.objects.filter(page__issue=row.issue_id)
    for pk, words in reports.values_list("pk", "words"):
        if pattern.spans(words):
            TextReport.objects.filter(pk=pk).update(words=redact(words, [pattern]))


def _erase_page(row):
    """Erase the earlier texts of a hidden page, and the reports of mistakes in it."""
    for page in Page.objects.filter(issue=row.issue_id, number=row.page_number):
        retention.erase_history(page)
        page.reports.all().delete()
