"""Keep the index as fresh as the records: in the transaction that saves or deletes one.

`connect` listens to all saves and deletions of the models that sections name, so no section has to remember it. Bulk
statements (`update`, `bulk_create`) send no signals: a verb that changes content with them calls `index` itself, and
`refresh` finds once a day what was missed.

A record that affects many documents (the name of a kind of medium) would take minutes: more than `MAX_IMMEDIATE`
documents are only marked as stale, and `index_stale` updates them in the background. `documents_stale` is sent then.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import astuple
from functools import cache

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import Signal

from kasch_site.common.sections import SearchKind, SearchText
from kasch_site.common.text.german_order import sort_key

from . import full_text, suggestions
from .analysis.tokens import document_tokens
from .analysis.words import words
from .models import SearchDocument
from .parsing import is_stop_word, title_key
from .queries import kind_key, search_kinds

# Part of each digest: increase it when other tokens are made, so that `refresh` makes them all again.
VERSION = 1
BATCH = 500
# Documents that are updated in the transaction of the change that affects them.
MAX_IMMEDIATE = 50
# Documents that the job updates in one transaction, so that it holds the database only for a moment.
STALE_BATCH = 100

documents_stale = Signal()

_postponed: ContextVar[dict[str, set] | None] = ContextVar("postponed_indexing", default=None)


def index(kind: SearchKind, object_ids: Iterable[int]) -> int:
    """Index these records again, and remove those that no longer exist; return how many documents changed.

    For verbs that write with bulk statements: call it in the same transaction.
    """
    return sum(_index_batch(kind, keys)[0] for keys in _batches(object_ids))


@transaction.atomic
def _index_batch(kind, keys) -> tuple[int, list[SearchText]]:
    """Index the records with these keys; return how many documents changed, and the texts of all."""
    records = kind.records().filter(pk__in=keys).distinct()
    texts = {record.pk: kind.search_text(record) for record in records}
    changed = index_texts(kind_key(kind), texts) + remove(kind_key(kind), set(keys) - set(texts))
    return changed, list(texts.values())


@transaction.atomic
def index_stale() -> int:
    """Make the next stale documents again; return their number, 0 if none is left."""
    stale = SearchDocument.objects.filter(is_stale=True).order_by("pk")
    rows = list(stale.values_list("pk", "kind", "object_id")[:STALE_BATCH])
    # Before the records are read: what is changed afterwards is marked again.
    SearchDocument.objects.filter(pk__in=[pk for pk, _kind, _key in rows]).update(is_stale=False)
    for kind in search_kinds():
        index(kind, [key for _pk, name, key in rows if name == kind_key(kind)])
    return len(rows)


def stale_documents() -> int:
    """Return how many documents do not show yet what their records say."""
    return SearchDocument.objects.filter(is_stale=True).count()


@transaction.atomic
def index_texts(kind: str, texts: dict[int, SearchText]) -> int:
    """Write the documents of these records, by their keys; return how many changed."""
    existing = {
        document.object_id: document for document in SearchDocument.objects.filter(kind=kind, object_id__in=texts)
    }
    changed = {key: text for key, text in texts.items() if _digest(text) != getattr(existing.get(key), "digest", "")}
    documents = [_document(kind, key, text) for key, text in changed.items()]
    SearchDocument.objects.bulk_create(
        documents,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["title", "url", "summary", "language", "title_key", "order", "digest"],
    )
    keys = dict(SearchDocument.objects.filter(kind=kind, object_id__in=changed).values_list("object_id", "pk"))
    full_text.write({keys[key]: document_tokens(text) for key, text in changed.items()})
    suggestions.learn_words_of(text_part for text in changed.values() for text_part in _texts(text))
    return len(changed)


@transaction.atomic
def remove(kind: str, object_ids: Iterable[int]) -> int:
    """Remove the documents of these records; return how many there were."""
    documents = SearchDocument.objects.filter(kind=kind, object_id__in=list(object_ids))
    keys = list(documents.values_list("pk", flat=True))
    full_text.remove(keys)
    return documents.delete()[0] if keys else 0


def refresh() -> int:
    """Compare the index with all records and repair it; return how many documents changed. Daily, and after an update.

    Words that no document has any more are not suggested afterwards.
    """
    changed, words_before, present = 0, suggestions.known_words(), set()
    for kind in search_kinds():
        existing = SearchDocument.objects.filter(kind=kind_key(kind)).values_list("object_id", flat=True)
        for keys in _batches(sorted({*existing, *kind.records().order_by().values_list("pk", flat=True)})):
            number, texts = _index_batch(kind, keys)
            changed += number
            present |= suggestions.words_of(text_part for text in texts for text_part in _texts(text))
    suggestions.remove(words_before - present)
    suggestions.learn_words(present - words_before)
    return changed


@contextmanager
def postponed():
    """Index what is saved inside at its end, each record once: for imports. Use it inside the transaction."""
    if _postponed.get() is not None:
        yield
        return
    postponed_keys: dict[str, set] = defaultdict(set)
    token = _postponed.set(postponed_keys)
    try:
        yield
    finally:
        _postponed.reset(token)
    for kind in search_kinds():
        index(kind, sorted(postponed_keys[kind_key(kind)]))


# Saved and deleted records


def connect() -> None:
    """Listen to the models of all kinds; called when all apps are loaded."""
    for signal, receiver in (
        (pre_save, _before), (pre_delete, _before), (post_save, _after), (post_delete, _after), (m2m_changed, _related)
    ):  # fmt: skip
        signal.connect(receiver, dispatch_uid=f"search {receiver.__name__}")


def _before(sender, instance, raw=False, **_kwargs):
    """Note which records the saved or deleted one belonged to until now."""
    followed = _followed().get(sender, ()) if instance.pk is not None and not raw else ()
    if followed:
        instance._search_followed = {kind: _related_keys_if_few(kind, lookup, instance) for kind, lookup in followed}


def _after(sender, instance, raw=False, **_kwargs):
    if raw:  # of a fixture, whose other rows may be missing; `refresh` follows
        return
    for kind in _own_kinds().get(sender, ()):
        _index(kind, [instance.pk])
    for kind, lookup in _followed().get(sender, ()):
        before = getattr(instance, "_search_followed", {}).get(kind, [])
        _index(kind, {*before, *_related_keys_if_few(kind, lookup, instance)})


def _related(instance, action, reverse, model, pk_set, **_kwargs):
    if not action.startswith("post_"):
        return
    changed = {type(instance): [instance.pk], model: pk_set or ()}
    for changed_model, keys in changed.items():
        for kind in _own_kinds().get(changed_model, ()):
            _index(kind, keys)


def _index(kind, keys):
    postponed_keys = _postponed.get()
    if postponed_keys is None:
        index(kind, [key for key in keys if key is not None])
    else:
        postponed_keys[kind_key(kind)].update(keys)


def _related_keys_if_few(kind, lookup, instance) -> list[int]:
    """Return the keys of the records that belong to a saved one; none if they are many: then mark them as stale."""
    related = kind.records().order_by().filter(**{lookup: instance.pk}).values_list("pk", flat=True)
    few = list(related[: MAX_IMMEDIATE + 1])
    if len(few) <= MAX_IMMEDIATE:
        return few
    documents = SearchDocument.objects.filter(kind=kind_key(kind), is_stale=False, object_id__in=related)
    if documents.update(is_stale=True):
        documents_stale.send(sender=SearchDocument)
    return []


def _own_kinds() -> dict[type[models.Model], list[SearchKind]]:
    return _models_of(tuple(search_kinds()))[0]


def _followed() -> dict[type[models.Model], list[tuple[SearchKind, str]]]:
    return _models_of(tuple(search_kinds()))[1]


@cache
def _models_of(kinds):
    """Return the kinds of each model, and the kinds that follow it; asked on every save, so it is computed once."""
    own = _by_model((kind.model, kind) for kind in kinds)
    followed = _by_model((label, (kind, lookup)) for kind in kinds for label, lookup in kind.follows.items())
    return own, followed


def _by_model(pairs):
    """Group by the model; a proxy sends signals of its own."""
    grouped = defaultdict(list)
    for label, value in pairs:
        concrete = apps.get_model(label)
        for model in (concrete, *(proxy for proxy in apps.get_models() if proxy._meta.proxy_for_model is concrete)):
            grouped[model].append(value)
    return grouped


# The content of a document


def _document(kind, key, search_text):
    return SearchDocument(
        kind=kind,
        object_id=key,
        title=search_text.title[:500],
        url=search_text.url,
        summary=search_text.summary,
        language=search_text.language,
        title_key=title_key(search_text.title),
        order=search_text.order or _order(search_text),
        digest=_digest(search_text),
    )


def _order(search_text):
    """Return the key by which equally good hits are sorted: series and volume, then the title without an article."""
    title_words = list(words(search_text.title))
    while len(title_words) > 1 and is_stop_word(title_words[0].text):
        title_words.pop(0)
    title = sort_key(search_text.title[title_words[0].start :] if title_words else search_text.title)
    series = f"{sort_key(search_text.series)} {search_text.volume:0>4} " if search_text.series else ""
    return f"{series}{title}"[:200]


def _digest(search_text):
    return hashlib.blake2b(repr((VERSION, astuple(search_text))).encode(errors="replace"), digest_size=16).hexdigest()


def _texts(search_text) -> Iterator[str]:
    yield from (search_text.title, search_text.subtitle, search_text.series, search_text.summary, search_text.text)
    yield from (*search_text.names, *search_text.subjects)


def _batches(keys):
    ordered = list(keys)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
