"""The index follows the records."""

import pytest
from django.db import transaction
from django.db.models import F

from counselling.models import Situation, Topic
from kasch_site.common.search import indexing, suggestions
from kasch_site.common.search.models import SearchDocument, SearchWord, SearchWordDeletion
from kasch_site.common.search.queries import kind_key, search, search_kinds
from kasch_site.common.sections import SearchKind
from kasch_site.groups.models import Group


def kind(key) -> SearchKind:
    return next(candidate for candidate in search_kinds() if kind_key(candidate) == key)


def found(typed, **options):
    return [hit.title for hit in search(typed, **options).hits]


def make_group(name="Schachclub", **fields):
    return Group.objects.create(**{"name": name, "summary": "Wir spielen.", "status": "published", **fields})


def test_what_is_saved_is_found_at_once(db):
    group = make_group()
    assert found("schach") == ["Schachclub"]
    group.name = "Skatrunde"
    group.save()
    assert found("schach") == []
    assert found("skat") == ["Skatrunde"]


def test_what_is_deleted_is_gone_with_its_tokens(db):
    make_group()
    Group.objects.all().delete()
    assert found("schach") == []
    assert not SearchDocument.objects.exists()


def test_a_rolled_back_save_leaves_nothing(db):
    with transaction.atomic():
        make_group()
        transaction.set_rollback(True)
    assert found("schach") == []


def test_a_record_is_found_by_its_related_records(db):
    rent = Topic.objects.create(name="Mietrecht", slug="miete", status="published")
    debts = Topic.objects.create(name="Schulden", slug="schulden", status="published")
    sentence = Situation.objects.create(text="Mein Vermieter meldet sich nicht", topic=rent)
    assert found("vermieter") == ["Mietrecht"]
    sentence.topic = debts
    sentence.save()
    assert found("vermieter") == ["Schulden"]
    sentence.delete()
    assert found("vermieter") == []


def test_a_refresh_finds_what_bulk_statements_changed(db):
    group = make_group()
    Group.objects.update(name="Kegelabend")
    Group.objects.bulk_create([Group(name="Lesekreis", slug="lesekreis", summary="-", status="published")])
    assert indexing.refresh() == 2
    assert found("kegel") == ["Kegelabend"]
    assert found("lesekreis") == ["Lesekreis"]
    Group.objects.filter(pk=group.pk)._raw_delete("default")
    assert indexing.refresh() == 1
    assert SearchDocument.objects.get().title == "Lesekreis"
    assert indexing.refresh() == 0


def test_words_of_deleted_records_are_not_suggested_after_a_refresh(db):
    kept, gone = make_group("Schachclub"), make_group("Saxophonquartett")
    gone.delete()
    SearchWord.objects.filter(word="schachclub").delete()  # as if another process had deleted it meanwhile
    indexing.refresh()
    words = set(SearchWord.objects.values_list("word", flat=True))
    assert "saxophonquartett" not in words and "schachclub" in words
    assert suggestions.candidates("saxofonquartett") == []
    assert suggestions.candidates("schachklub") == ["schachclub"]
    assert not SearchWordDeletion.objects.exclude(word__word__in=words).exists()
    assert indexing.refresh() == 0 and set(SearchWord.objects.values_list("word", flat=True)) == words
    assert kept.pk


def test_records_saved_while_indexing_is_postponed_are_indexed_once_at_the_end(db, monkeypatch):
    written = []
    write = indexing.index_texts
    monkeypatch.setattr(
        indexing, "index_texts", lambda kind, found_by: written.append(len(found_by)) or write(kind, found_by)
    )
    with transaction.atomic(), indexing.postponed():
        for number in range(3):
            make_group(f"Schachclub {number}").save()
        assert found("schachclub") == []
    assert written == [3]
    assert len(found("schachclub")) == 3


def test_nothing_is_indexed_after_an_error_while_it_is_postponed(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic(), indexing.postponed():
        make_group()
        raise ZeroDivisionError
    assert found("schach") == []


def test_only_public_records_are_found(db):
    make_group(status="draft")
    make_group("Schachturm")
    assert found("schach") == ["Schachturm"]
    # Even if the index knows nothing of it.
    Group.objects.update(status="draft")
    assert found("schach") == []


def test_a_search_can_be_limited_to_kinds_and_records(db):
    make_group(place="anderswo")
    make_group("Schachturm")
    Topic.objects.create(name="Schach", slug="schach", status="published")
    assert len(found("schach")) == 3
    assert found("schach", kinds=["counselling.topic"]) == ["Schach"]
    elsewhere = Group.objects.exclude(place="")
    assert found("schach", kinds=["groups.group"], within=elsewhere) == ["Schachclub"]


def test_the_keys_of_the_hits_are_a_subquery(db, django_assert_num_queries):
    make_group()
    result = search("schach", kinds=["groups.group"])
    with django_assert_num_queries(1):
        assert [group.name for group in Group.objects.filter(pk__in=result.object_ids)] == ["Schachclub"]


def test_a_second_save_without_a_change_writes_nothing(db, django_assert_num_queries):
    group = make_group()
    before = SearchDocument.objects.get()
    SearchDocument.objects.update(order=F("order"))
    assert indexing.index(kind("groups.group"), [group.pk]) == 0
    assert SearchDocument.objects.get() == before
