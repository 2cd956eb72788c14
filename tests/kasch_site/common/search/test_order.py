"""The database finds and orders what a plain loop over the tokens does: so both databases do the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.search.analysis.tiers import Tier
from kasch_site.common.search.analysis.tokens import document_tokens
from kasch_site.common.search.expressions import AllOf, Token
from kasch_site.common.search.indexing import index_texts
from kasch_site.common.search.models import SearchDocument
from kasch_site.common.search.parsing import TIERS, parse
from kasch_site.common.search.queries import search
from tests.proving import examples

from .conftest import KIND, found_by, searches, stock

TOKENS = {number: document_tokens(found_by(book)) for number, book in enumerate(stock(), 1)}
WORDS = sorted({word for book in stock() for word in f"{book['title']} {book['authors']} {book['subjects']}".split()})


def is_matched(expression, tokens) -> bool:
    """Return whether tokens match an expression, without a database."""
    if isinstance(expression, Token):
        return any(token.startswith(expression.text) for token in tokens) if expression.is_beginning else (
            expression.text in tokens
        )  # fmt: skip
    matched = (is_matched(item, tokens) for item in expression.items)
    return all(matched) if isinstance(expression, AllOf) else any(matched)


def expected(typed, documents) -> list[tuple[int, int]]:
    """Return the keys of the hits in their order, each with its tier."""
    query = parse(typed)
    if not query.terms:
        return []
    rated = []
    for document in documents:
        tiers = [tier for tier in TIERS if is_matched(query.expression(tier), TOKENS[document.object_id])]
        if tiers:
            is_longer = document.title_key != query.title_key
            rated.append((tiers[0], is_longer, document.order, document.pk, document.object_id))
    beginning = query.with_beginning()
    if not rated and beginning is not None:
        rated = [
            (Tier.BEGINNING, document.title_key != query.title_key, document.order, document.pk, document.object_id)
            for document in documents
            if is_matched(beginning, TOKENS[document.object_id])
        ]
    return [(row[-1], row[0]) for row in sorted(rated)]


@pytest.fixture
def documents(find):
    return list(SearchDocument.objects.filter(kind=KIND))


def found(typed):
    result = search(typed, documents=SearchDocument.objects.filter(kind=KIND), limit=400)
    assert result.total == len(result.hits)
    return [(hit.object_id, hit.tier) for hit in result.hits]


@pytest.mark.parametrize("typed", [search.query for search in searches()])
def test_each_search_finds_the_same_in_the_same_order_as_a_loop(typed, documents):
    assert found(typed) == expected(typed, documents)


def test_the_order_is_one_of_tiers(documents):
    tiers = [tier for _key, tier in found("garten")]
    assert tiers == sorted(tiers)
    assert {Tier.EXACT, Tier.PART, Tier.SUBJECT} <= set(tiers)


HEAVY = examples(25, shares_fixtures=True)


@HEAVY
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join))
def test_any_words_of_the_stock_find_the_same_in_the_same_order_as_a_loop(documents, typed):
    assert found(typed) == expected(typed, documents)


@HEAVY
@given(st.text(max_size=300))
def test_no_text_is_an_error(documents, typed):
    assert found(typed) == expected(typed, documents)


@HEAVY
@given(st.text(alphabet="a%_*\"'()&|!:^-\\AND OR NOT NEAR ä\x00\u200e\u202e", max_size=60))
def test_no_characters_of_a_query_language_are_an_error(documents, typed):
    assert found(typed) == expected(typed, documents)


@HEAVY
@given(st.sampled_from(range(1, len(TOKENS) + 1)), st.data())
def test_every_title_is_found_by_its_words_and_their_beginnings(documents, number, data):
    title = stock()[number - 1]["title"]
    word = data.draw(
        st.sampled_from([word for word in title.split() if any(character.isalnum() for character in word)])
    )
    assert number in dict(found(word))
    length = data.draw(st.integers(min_value=3, max_value=max(3, len(word))))
    beginning = word[:length]
    # A prefix that is a word itself is treated as the word.
    keys = dict(found(beginning))
    assert number in keys or Tier.BEGINNING not in keys.values()
    assert keys or sum(character.isalpha() for character in beginning) < 3


def test_a_page_of_hits_is_a_part_of_all(documents):
    among = SearchDocument.objects.filter(kind=KIND)
    everything = search("roman", documents=among, limit=100)
    page = search("roman", documents=among, limit=5, offset=10)
    assert page.hits == everything.hits[10:15]
    assert page.total == everything.total > 50


def test_the_number_of_queries_does_not_depend_on_what_is_found(documents, django_assert_num_queries):
    among = SearchDocument.objects.filter(kind=KIND)
    # Only full pages need a count.
    for typed, number in (("roman", 2), ("momo", 1), ("harry potter und der stein der weisen", 1)):
        with django_assert_num_queries(number):
            assert search(typed, documents=among).total


def test_a_changed_document_is_found_by_its_new_words_only(documents):
    book = {**stock()[0], "title": "Der Walfisch"}
    index_texts(KIND, {1: found_by(book)})
    assert 1 in dict(found("walfisch"))
    assert 1 not in dict(found("regenbogenfisch"))
