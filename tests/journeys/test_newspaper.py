"""Residents read the newspaper: by keyboard, without JavaScript, and to the place they searched for."""

import pytest

from tests.journeys.pressing import press
from tests.newspaper.factories import make_article, make_issue

TEXTS = (
    "Neue Bänke am Weiher\n\nSie stehen unter der Linde.",
    "Das Zwickelplatzfest beginnt um drei. Es gibt Kuchen.",
    "Wer hilft beim Aufbau? Am Zwickelplatz wird ab zehn gebaut.",
)
# Both lines of the hyphenated word "Zwickelplatz-fest" on the second page.
HYPHENATED = [[4, 16, 7000, 1000, 2000, 150], [4, 16, 1000, 1200, 500, 150]]


@pytest.fixture
def issue(house, advance_minutes, settings, tmp_path):
    """Publish an issue of three pages with an article."""
    settings.LOCKED_ROOT = tmp_path / "locked"
    made = make_issue(4, 2026, texts=TEXTS, images=True)
    made.pages.filter(number=2).update(words=HYPHENATED)
    make_article(made, "Neue Bänke am Weiher", 1, text=TEXTS[0])
    return made


def main(page):
    return page.inner_text("main")


def test_read_three_pages_by_keyboard(issue, visitor):
    page = visitor()
    page.goto("/zeitung/")
    press(page, "Jetzt lesen")
    assert "unter der Linde" in main(page)
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/seite/2/")
    assert "Zwickelplatzfest" in main(page)
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/seite/3/")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/seite/2/")
    page.get_by_role("link", name="Seite 3").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/seite/3/")
    assert "Seite 3 von 3" in main(page)


def test_read_on_a_phone_without_javascript(issue, visitor):
    page = visitor(width=320, height=640, js=False)
    page.goto("/zeitung/2026/4/seite/1/")
    text, image = page.locator(".reader-text").bounding_box(), page.locator(".reader-page").bounding_box()
    assert text["y"] < image["y"], "the text comes first"
    for number in (2, 3):
        press(page, selector=".turn a[rel=next]")
        assert f"Seite {number} von 3" in main(page)
    press(page, "Ausgabe 4/2026")
    press(page, "Neue Bänke am Weiher")
    press(page, "In großer Schrift")
    assert "Sie stehen unter der Linde." in main(page)


def test_find_a_hyphenated_word_and_go_from_place_to_place(issue, visitor):
    page = visitor(js=False)
    page.goto("/zeitung/")
    page.fill("#zeitung-suche", "Zwickelplatz")
    page.locator("main .find button").first.click()
    assert "2 Treffer" in main(page)
    page.locator(".search-results a").filter(has_text="Seite 2").click()
    assert "Stelle 1 von 2 in dieser Ausgabe" in main(page)
    assert page.locator("mark").inner_text() == "Zwickelplatzfest"
    assert page.locator(".marks rect").count() == 2
    first, second = (page.locator(".marks rect").nth(number).bounding_box() for number in (0, 1))
    assert first["x"] > second["x"] and first["y"] < second["y"]
    press(page, "nächste")
    assert "Stelle 2 von 2" in main(page)
    assert "Am Zwickelplatz" in main(page)


def test_read_with_text_twice_as_large_on_a_phone(issue, visitor, overflow):
    title = "Quartiersmanagementgespräche im Stadtteilzentrum"
    article = make_article(issue, title, 2, text="Zusammengehörigkeitsgefühle im Viertel.")
    page = visitor(width=320, height=640)
    for address in (f"/zeitung/suche/?q={title.split()[0]}", article.get_absolute_url(), "/zeitung/2026/4/gross/"):
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overflow(page) == [], address
    line = page.locator(".large-type p").first.evaluate(
        "element => element.clientWidth / parseFloat(getComputedStyle(element).fontSize)"
    )
    assert line > 7, "words of a dozen letters fit"
