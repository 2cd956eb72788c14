"""Hiding passages and pages, names of two persons, and the search for places."""

import pytest

from newspaper.models import Article, HiddenTerm, LockedOriginal, Page
from newspaper.redaction import name_search
from newspaper.redaction.hiding import Hiding, hide, unhide
from newspaper.redaction.process_request import hides_anything, process_request
from tests.newspaper.factories import make_article, make_issue

pytestmark = pytest.mark.django_db


def issue_of(*texts, **fields):
    return make_issue(texts=texts, **fields)


def texts(issue):
    return list(issue.pages.order_by("number").values_list("text", flat=True))


def test_a_name_on_one_page_stays_on_the_others():
    issue = issue_of("Anna Müller singt.", "Anna Müller tanzt.")
    hide([Hiding("name", "asked", "Anna Müller", issue, 1)])
    assert texts(issue) == ["[…] singt.", "Anna Müller tanzt."]


def test_a_name_on_one_page_is_looked_for_in_bookmarks_and_properties_too():
    issue = issue_of("Anna Müller singt.", "Zwei.")
    hide([Hiding("name", "asked", "Anna Müller", issue, 1)])
    order = process_request(issue)
    assert (order["terms"], order["outside_pages"]) == ([], [["Anna Müller", False]])


@pytest.mark.parametrize(
    "hidden",
    [
        lambda _issue: Hiding("name", "asked", "Anna Müller"),
        lambda issue: Hiding("name", "asked", "Anna Müller", issue, 1),
        lambda issue: Hiding("passage", "privacy", "singt", issue, 1),
        lambda issue: Hiding("page", "rights", issue=issue, page_number=1),
    ],
)
def test_whatever_is_hidden_the_public_file_is_made_anew_and_not_the_one_that_came(hidden):
    issue = issue_of("Anna Müller singt.")
    assert not hides_anything(process_request(issue))
    hide([hidden(issue)])
    assert hides_anything(process_request(issue))


def test_a_passage_is_hidden_by_its_place_when_other_words_are_recognised():
    issue = issue_of("Sie wohnt im Hof.")
    page = issue.pages.get()
    hide(
        [Hiding("passage", "privacy", "wohnt im", issue, 1, areas=tuple(tuple(word[2:6]) for word in page.words[1:3]))]
    )
    page.refresh_from_db()
    assert page.text == "Sie […] Hof."
    page.text = "Sie w0hnt lm Hof."
    page.words = [
        [0, 3, 500, 500, 300, 150],
        [4, 5, *_box(issue, 0)],
        [10, 2, *_box(issue, 1)],
        [13, 4, 5180, 500, 9, 9],
    ]
    page.save()
    assert page.text == "Sie […] […] Hof."


def _box(issue, number):
    return process_request(issue)["pages"][1]["areas"][number]


def test_a_name_in_one_issue_is_hidden_on_all_of_its_pages_and_in_no_other():
    issue, other = issue_of("Anna Müller singt.", "Anna Müller tanzt."), issue_of("Anna Müller lacht.", number=4)
    Page.history.all().delete()  # as of pages that the worker has read
    hide([Hiding("name", "asked", "Anna Müller", issue)])
    assert texts(issue) == ["[…] singt.", "[…] tanzt."]
    assert texts(other) == ["Anna Müller lacht."]


def test_words_in_the_area_of_a_passage_are_hidden_though_they_are_read_otherwise():
    issue = issue_of("Sie w0hnt lm Hof.")
    areas = tuple(tuple(word[2:6]) for word in issue.pages.get().words[1:3])
    hide([Hiding("passage", "privacy", "wohnt im", issue, 1, areas=areas)])
    assert texts(issue) == ["Sie […] […] Hof."]


def test_hiding_a_page_and_showing_it_again_changes_no_other_page():
    first, second = issue_of("Eins.", "", number=3), issue_of("Eins.", "", "Drei.", number=4)
    pages = [(first, 2), (second, 1), (second, 2), (second, 3)]
    hide([Hiding("page", "rights", issue=issue, page_number=number) for issue, number in pages])
    assert texts(first) == ["Eins.", ""]
    assert texts(second) == ["", "", ""]
    for number, text in ((2, ""), (3, "Drei.")):
        unhide(HiddenTerm.objects.get(issue=second, page_number=number))
        assert (second.pages.get(number=number).is_hidden, second.pages.get(number=number).text) == (False, text)
    assert [first.pages.get(number=2).is_hidden, second.pages.get(number=1).is_hidden] == [True, True]


def test_a_page_without_text_is_hidden_and_can_be_shown_again():
    issue = issue_of("Eins.", "")
    hide([Hiding("page", "rights", issue=issue, page_number=2)])
    page = issue.pages.get(number=2)
    assert page.is_hidden
    assert page.is_being_redacted
    unhide(HiddenTerm.objects.get())
    assert not issue.pages.get(number=2).is_hidden


def test_a_hidden_page_has_no_text_and_its_neighbours_stay():
    issue = issue_of("Eins.", "Zwei.", "Drei.")
    make_article(issue, page=2)
    hide([Hiding("page", "rights", issue=issue, page_number=2)])
    assert texts(issue) == ["Eins.", "", "Drei."]
    assert not Article.objects.published().exists()
    assert [page["is_hidden"] for page in process_request(issue)["pages"].values()] == [False, True, False]
    page = issue.pages.get(number=2)
    page.text = "Noch einmal gelesen."
    page.save()
    assert page.text == ""


def test_a_hidden_page_can_be_shown_again():
    issue = issue_of("Eins.", "Zwei.")
    hide([Hiding("page", "rights", issue=issue, page_number=2)])
    Page.objects.update(is_being_redacted=False)
    unhide(HiddenTerm.objects.get())
    assert texts(issue) == ["Eins.", "Zwei."]
    assert not issue.pages.get(number=2).is_hidden
    assert issue.pages.get(number=2).is_being_redacted, "its images say that it is not shown"
    assert not issue.pages.get(number=1).is_being_redacted
    assert not LockedOriginal.objects.exists()


def test_of_two_hidden_names_one_can_be_shown_again():
    issue = issue_of("Anna Müller und Bo Listig.")
    hide([Hiding("name", "asked", "Anna Müller")])
    hide([Hiding("name", "asked", "Bo Listig")])
    assert texts(issue) == ["[…] und […]."]
    unhide(HiddenTerm.objects.get(term="Anna Müller"))
    assert texts(issue) == ["Anna Müller und […]."]
    unhide(HiddenTerm.objects.get())
    assert texts(issue) == ["Anna Müller und Bo Listig."]


def test_what_staff_have_corrected_since_is_not_overwritten():
    issue = issue_of("Anna Müller singt.")
    hide([Hiding("name", "asked", "Anna Müller")])
    page = issue.pages.get()
    page.text = "Jemand singt."
    page.save()
    assert unhide(HiddenTerm.objects.get()) > 0
    assert texts(issue) == ["Jemand singt."]


def test_hiding_twice_is_hiding_once():
    issue_of("Anna Müller singt.")
    assert len(hide([Hiding("name", "asked", "Anna Müller")])) == 1
    assert hide([Hiding("name", "asked", "ANNA MUELLER")]) == []


def test_a_match_on_a_page_without_boxes_has_no_box():
    issue = issue_of("Anna Müller singt.")
    Page.objects.update(words=[])
    hide([Hiding("name", "asked", "Anna Müller")])
    assert process_request(issue)["pages"][1]["has_no_box"]


def test_matches_are_shown_with_their_context():
    issue = issue_of("Frau Müller lacht.", "Das Haus der Familie Weber und Müller, Anna.", theme="Für Anna Müller")
    make_article(issue, title="Anna Müller wird 90", page=1)
    found = name_search.find("Anna Müller")
    assert [match.key for match in found.certain] == [f"{issue.pk}:0:", f"{issue.pk}:1:", f"{issue.pk}:2:"]
    assert [match.passage for match in found.possible] == ["Frau Müller"]
    snippet = found.certain[2].snippets[0]
    assert (snippet.before, snippet.found, snippet.after) == ("Das Haus der Familie Weber und ", "Müller, Anna", ".")
