"""A visitor reports a barrier by keyboard only, makes errors and loses no input."""

from datetime import timedelta

import pytest

from kasch_site.common.forms import guard
from kasch_site.pages.models import BarrierReport
from tests.journeys.pressing import press

ADDRESS = "/barrierefreiheit/melden/"


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.className")


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_barrier_is_reported_by_keyboard_only(house, visitor, advance_minutes, js):
    page = visitor(js=js)
    page.goto(f"{ADDRESS}?seite=/kontakt/")
    page.keyboard.press("Tab")
    assert focused(page) == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "id_description"
    page.keyboard.press("Tab")
    assert focused(page) == "id_where"
    page.keyboard.press("Tab")
    page.keyboard.type("ada@example.org")
    advance_minutes(1)
    page.keyboard.press("Enter")

    page.wait_for_selector(".error-summary:focus")
    assert page.title().startswith("Fehler: Barriere melden")
    assert focused(page) == "error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_description:focus")
    page.keyboard.type("Die Tür ist schwer.")
    assert page.input_value("#id_where") == "/kontakt/"
    assert page.input_value("#id_contact") == "ada@example.org"
    for _stop in ("where", "contact", "button"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**{ADDRESS}danke/")
    assert "Danke" in page.text_content("h1")
    report = BarrierReport.objects.get()
    assert (report.description, report.where, report.contact) == ("Die Tür ist schwer.", "/kontakt/", "ada@example.org")


def test_a_very_fast_submission_asks_for_confirmation_once_without_losing_input(
    house, page, advance_minutes, monkeypatch
):
    # Long enough even on a slow machine.
    monkeypatch.setattr(guard, "MIN_AGE", timedelta(minutes=1))
    page.goto(ADDRESS)
    page.fill("#id_description", "Zu dunkel")
    press(page)
    assert "ungewöhnlich schnell" in page.text_content(".error-summary")
    assert page.input_value("#id_description") == "Zu dunkel"
    advance_minutes(2)
    press(page)
    page.wait_for_url(f"**{ADDRESS}danke/")
    assert BarrierReport.objects.count() == 1


def test_input_is_preserved_after_going_back_from_the_thank_you_page(house, page, advance_minutes):
    page.goto(ADDRESS)
    page.fill("#id_description", "Zu dunkel")
    advance_minutes(1)
    press(page)
    page.wait_for_url(f"**{ADDRESS}danke/")
    page.go_back()
    assert page.input_value("#id_description") == "Zu dunkel"


def test_without_the_cookie_input_is_preserved_and_can_be_submitted(house, page, advance_minutes):
    page.goto(ADDRESS)
    page.fill("#id_description", "Zu dunkel")
    page.context.clear_cookies()
    advance_minutes(1)
    press(page)
    assert page.text_content(".typed-text") == "Zu dunkel"
    press(page, "Noch einmal senden")
    page.wait_for_url(f"**{ADDRESS}danke/")
    assert BarrierReport.objects.get().description == "Zu dunkel"


def test_the_form_is_accessible_empty_with_errors_and_after_submission(
    house, page, axe, overflow, each_display, advance_minutes
):
    def check():
        for display in each_display(page):
            axe(page)
            assert overflow(page) == [], f"{page.url}, {display}"

    page.goto(ADDRESS)
    check()
    page.fill("#id_contact", "x" * 300)
    press(page)
    page.wait_for_selector(".error-summary")
    check()
    page.context.clear_cookies()
    press(page)
    check()
    page.goto(f"{ADDRESS}danke/")
    check()


def test_targets_are_large_enough_for_touch(house, page, each_display):
    page.goto(ADDRESS)
    press(page)
    page.wait_for_selector(".error-summary")
    for display in each_display(page):
        heights = page.evaluate(
            "[...document.querySelectorAll('form :is(input, textarea, button, a)')]"
            ".map(element => element.getBoundingClientRect()).filter(box => box.height).map(box => box.height)"
        )
        assert len(heights) == 5, display
        assert min(heights) >= 44, display


def test_text_at_200_percent_fits_on_a_phone(house, visitor, overflow):
    page = visitor(width=320)
    page.goto(ADDRESS)
    press(page)
    page.wait_for_selector(".error-summary")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert overflow(page) == []


def test_errors_and_borders_are_visible_in_forced_colours(house, visitor):
    page = visitor(forced_colors="active")
    page.goto(ADDRESS)
    press(page)
    page.wait_for_selector(".error-summary")
    for selector in (".error-summary", ".field.is-wrong", "#id_description", "button[type=submit]"):
        style = page.evaluate(
            "selector => { const s = getComputedStyle(document.querySelector(selector));"
            "return [parseFloat(s.borderInlineStartWidth), s.borderInlineStartColor, s.backgroundColor] }",
            selector,
        )
        assert style[0] >= 2, selector
        assert style[1] != style[2], selector
