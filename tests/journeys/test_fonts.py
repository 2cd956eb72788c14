"""Pages are rendered in the font of the journey and in no other, whatever else is installed."""

import pytest

from tests.journeys.fonts import USED

NAMES = (
    "serif",
    "sans-serif",
    "monospace",
    "system-ui",
    "Georgia, serif",
    "ui-monospace, 'DejaVu Sans Mono', monospace",
)
GENERIC = ("serif", "sans-serif", "monospace", "system-ui", "serif", "monospace")


@pytest.fixture
def families(font, layout):
    """Return the family of each generic name in this journey."""
    if not font:
        pytest.skip("Neither font is installed.")
    return font.families


@pytest.fixture
def drawn_in():
    """Return a function that returns the families in which Chromium rendered the elements of a selector."""

    def ask(page, selector):
        session = page.context.new_cdp_session(page)
        session.send("DOM.enable")
        session.send("CSS.enable")
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        return {font["familyName"] for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]}

    return ask


def test_each_generic_family_resolves_to_the_font_under_test(browser, families, drawn_in):
    page = browser.new_page()
    page.set_content("".join(f'<p style="font-family: {name}">Haus</p>' for name in NAMES))
    rendered = [drawn_in(page, f"p:nth-child({number})") for number in range(1, len(NAMES) + 1)]
    page.close()
    assert rendered == [{families[name]} for name in GENERIC]


def test_a_page_is_rendered_in_the_font_under_test(house, page, families, drawn_in):
    page.goto("/barrierefreiheit/melden/")
    assert drawn_in(page, "h1") == {families["serif"]}
    assert drawn_in(page, "label[for=id_description]") == {families["sans-serif"]}


def test_the_journeys_cover_each_font(request):
    seen = {
        item.callspec.params["font"]
        for item in request.session.items
        if item.module is not request.module and "layout" in getattr(item, "fixturenames", ())
    }
    assert seen in (set(), set(USED))
