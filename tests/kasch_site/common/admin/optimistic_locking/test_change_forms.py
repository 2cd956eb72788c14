"""Two users edit the same record: untouched changes are preserved, conflicting ones are shown."""

import pytest

from kasch_site.groups.models import Group
from kasch_site.house.models import Language
from kasch_site.pages.models import Page
from tests.support.browser.browser_forms import form_on
from tests.support.browser.markup import parse

from .conftest import conflicts_in


@pytest.fixture
def page(house):
    return Page.objects.create(title="Über uns", slug="ueber-uns", summary="Wer wir sind", body="<p>Ein Haus.</p>")


def test_a_field_changed_by_another_user_is_kept_and_reported(ada, erika, page):
    opened = erika.record(page)
    assert ada.record(page).send(title="Das Haus").status_code == 302
    response = opened.send(summary="Was wir tun")
    assert response.status_code == 302
    page.refresh_from_db()
    assert (page.title, page.summary) == ("Das Haus", "Was wir tun")
    message = parse(erika.client.get(response["Location"])).one(class_="messagelist").text
    assert "Jemand anderes hatte inzwischen etwas geändert, und das ist so geblieben: Titel" in message


def test_a_field_changed_on_both_sides_shows_both_texts_and_nothing_is_saved(ada, erika, page):
    opened = erika.record(page)
    ada.record(page).send(title="Das Haus", body="<p>Ein <strong>altes</strong> Haus.</p><p>Am Platz.</p>")
    response = opened.send(title="Wir", body="<p>Viele Leute.</p>", summary="Neu")
    assert response.status_code == 200
    conflicts = conflicts_in(response)
    assert conflicts["Titel"][:2] == ("Wir", "Das Haus")
    assert conflicts["Text"][:2] == ("Viele Leute.", "Ein altes Haus. Am Platz.")
    page.refresh_from_db()
    assert (page.title, page.summary) == ("Das Haus", "Wer wir sind")


@pytest.mark.parametrize(
    ("mine", "theirs", "texts"),
    [
        ('<p><a href="/a/">Haus</a></p>', '<p><a href="/b/">Haus</a></p>', ("Haus (/a/)", "Haus (/b/)")),
        ("<h2>Ein Haus.</h2>", "<h3>Ein Haus.</h3>", ("[Überschrift: Ein Haus.]", "[Zwischenüberschrift: Ein Haus.]")),
        ("<ul><li>Ein Haus.</li></ul>", "<p><em>Ein Haus.</em></p>", ("• Ein Haus.", "Ein Haus.")),
        (
            "<p><strong>Ein</strong> Haus.</p>",
            "<p>Ein <em>Haus.</em></p>",
            ("[Absatz: [fett: Ein] Haus.]", "[Absatz: Ein [kursiv: Haus.]]"),
        ),
    ],
)
def test_two_texts_that_differ_in_their_markup_only_do_not_look_the_same(ada, erika, page, mine, theirs, texts):
    opened = erika.record(page)
    ada.record(page).send(body=theirs)
    assert conflicts_in(opened.send(body=mine))["Text"][:2] == texts


def test_a_blank_between_two_words_is_a_change(ada, erika, page):
    opened = erika.record(page)
    ada.record(page).send(body="<p><strong>Wir</strong><em>hier</em></p>")
    response = opened.send(body="<p><strong>Wir</strong> <em>hier</em></p>")
    assert conflicts_in(response)["Text"][:2] == ("Wir hier", "Wirhier")


@pytest.mark.parametrize(("choice", "title"), [("mine", "Wir"), ("theirs", "Das Haus")])
def test_the_selected_text_is_saved_with_the_other_fields(ada, erika, page, choice, title):
    opened = erika.record(page)
    ada.record(page).send(title="Das Haus")
    response = opened.send(title="Wir", summary="Neu")
    again = opened.shown_again(response, "page_form")
    assert again.fields["title"] == ["Wir"]
    assert again.send(**{conflicts_in(response)["Titel"][2]: choice}).status_code == 302
    page.refresh_from_db()
    assert (page.title, page.summary) == (title, "Neu")


def test_without_a_selection_the_form_asks_again(ada, erika, page):
    opened = erika.record(page)
    ada.record(page).send(title="Das Haus")
    again = opened.shown_again(opened.send(title="Wir"), "page_form")
    response = again.send()
    assert "Titel" in conflicts_in(response)
    page.refresh_from_db()
    assert page.title == "Das Haus"


def test_a_third_change_after_the_selection_asks_again(ada, erika, page):
    opened = erika.record(page)
    ada.record(page).send(title="Das Haus")
    response = opened.send(title="Wir")
    ada.record(page).send(title="Unser Haus")
    response = opened.shown_again(response, "page_form").send(**{conflicts_in(response)["Titel"][2]: "mine"})
    assert conflicts_in(response)["Titel"][:2] == ("Wir", "Unser Haus")


def test_two_windows_of_one_account_count_as_two_users(ada, page):
    first, second = ada.record(page), ada.record(page)
    assert first.send(title="Das Haus").status_code == 302
    assert second.send(summary="Neu").status_code == 302
    page.refresh_from_db()
    assert (page.title, page.summary) == ("Das Haus", "Neu")
    assert "Titel" in conflicts_in(second.send(title="Wir"))


def test_a_change_without_a_log_entry_counts(erika, page):
    opened = erika.record(page)
    Page.objects.filter(pk=page.pk).update(status="published")
    assert opened.send(title="Wir").status_code == 302
    page.refresh_from_db()
    assert (page.title, page.status) == ("Wir", "published")


def test_the_same_change_on_both_sides_is_no_conflict(ada, erika, page):
    opened = erika.record(page)
    ada.record(page).send(title="Das Haus")
    assert opened.send(title="Das Haus").status_code == 302


def test_a_multiple_value_field_is_compared_as_a_whole(ada, erika, house):
    languages = [
        Language.objects.create(name=name, code=code) for name, code in [("Englisch", "en"), ("Polnisch", "pl")]
    ]
    group = Group.objects.create(name="Chor", slug="chor", summary="Wir singen.")
    opened = erika.record(group)
    ada.record(group).send(languages=[str(languages[0].pk)])
    response = opened.send(languages=[str(languages[1].pk)])
    assert conflicts_in(response)["Sprachen"][:2] == ("Polnisch", "Englisch")
    assert list(group.languages.all()) == [languages[0]]
    assert erika.record(group).send(name="Großer Chor").status_code == 302
    assert list(group.languages.all()) == [languages[0]]


@pytest.mark.parametrize("token", ["", "abc", "1" * 3000, "٣", "eyJ9:1abc:x"])
def test_a_form_without_a_valid_token_never_overwrites_silently(erika, page, token):
    opened = erika.record(page)
    Page.objects.filter(pk=page.pk).update(summary="Neu")
    response = opened.send(_shown=token, title="Wir")
    assert set(conflicts_in(response)) == {"Titel", "Worum geht es? In einem Satz"}
    page.refresh_from_db()
    assert page.title == "Über uns"


def test_input_for_a_record_deleted_meanwhile_fills_a_new_form(ada, erika, page):
    opened = erika.record(page)
    page.delete()
    response = opened.send(title="Wir", summary="Viel Arbeit")
    assert response.status_code == 409
    shown = parse(response)
    assert "Viel Arbeit" in shown.one("dl", class_="typed-text").text
    form = next(
        candidate
        for candidate in shown.all("form", method="post")
        if candidate.get("action") == "/admin/pages/page/add/"
    )
    fields = {control["name"]: control["value"] for control in form.all("input", type="hidden")}
    filled = erika.client.post("/admin/pages/page/add/", {**fields, "_back_to_form": "1"})
    assert filled.status_code == 200
    assert not Page.objects.exists()
    sent = form_on(filled, "page_form")
    assert sent["summary"] == ["Viel Arbeit"]
    assert erika.client.post("/admin/pages/page/add/", {**sent, "_save": "1"}).status_code == 302
    assert Page.objects.get().title == "Wir"


def test_input_for_a_record_deleted_meanwhile_is_shown_without_markup(ada, erika, page):
    opened = erika.record(page)
    page.delete()
    response = opened.send(
        body="<p>Ein <strong>altes</strong> Haus.</p><ul><li>Am &amp; Platz</li></ul>", status="draft"
    )
    typed = parse(response).one("dl", class_="typed-text")
    texts = dict(zip([term.text for term in typed.all("dt")], [detail.text for detail in typed.all("dd")], strict=True))
    assert texts["Text"] == "Ein altes Haus. • Am & Platz"
    assert texts["Titel"] == "Über uns"
    assert "draft" not in texts.values()
    assert not {"", "(leer)", "nein"} & set(texts.values())


def test_both_parts_of_a_time_typed_for_a_record_deleted_meanwhile_are_shown(erika, page):
    opened = erika.record(page)
    page.delete()
    response = opened.send(publish_at_0="12.12.2026", publish_at_1="17:30")
    typed = parse(response).one("dl", class_="typed-text").text
    assert "12. Dezember 2026" in typed
    assert "17:30" in typed


def test_deleting_a_record_changed_meanwhile_asks_again(ada, erika, page):
    opened = erika.open(f"/admin/pages/page/{page.pk}/delete/")
    ada.record(page).send(title="Das Haus")
    assert opened.send(button="post").status_code == 302
    assert Page.objects.filter(pk=page.pk).exists()
    assert erika.open(f"/admin/pages/page/{page.pk}/delete/").send(button="post").status_code == 302
    assert not Page.objects.filter(pk=page.pk).exists()
