"""Text pasted into the editor becomes its own elements: headings, lists, tables and links that keep their target."""

from pathlib import Path

import pytest

from kasch_site.accounts.roles import LEAD
from kasch_site.common.text.richtext import clean

# Clipboard contents of Word, LibreOffice, Google Docs, mail programs and web pages, with the expected results.
CLIPBOARDS = Path(__file__).parent / "clipboards"
EXPECTED = ".expected.html"
PASTE = """(element, html) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData("text/html", html)
    clipboardData.setData("text/plain", "als Text")
    element.focus()
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
}"""


@pytest.fixture
def role():
    return LEAD


def clipboards():
    names = sorted(path.name.removesuffix(EXPECTED) for path in CLIPBOARDS.glob(f"*{EXPECTED}"))
    return {name: (CLIPBOARDS / f"{name}.html").read_text() for name in names}


def test_there_are_twenty_clipboards():
    assert len(clipboards()) >= 20


def test_pasted_text_becomes_elements_of_the_editor(open_as_staff, house):
    page = open_as_staff()
    page.goto("/admin/pages/page/add/")
    text, value = page.get_by_role("textbox", name="Text"), page.locator("textarea[name=body]")
    wrong = {}
    for name, html in clipboards().items():
        text.click()
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        text.evaluate(PASTE, html)
        pasted, expected = value.input_value(), (CLIPBOARDS / f"{name}{EXPECTED}").read_text().strip()
        kept = clean(pasted).replace(' rel="noopener"', "")
        if kept != expected:
            wrong[name] = kept
    assert wrong == {}


def test_text_around_large_pictures_is_pasted_in_full(open_as_staff, house):
    page = open_as_staff()
    page.goto("/admin/pages/page/add/")
    picture = f'<img src="data:image/png;base64,{"iVBORw0KGgoAAAA" * 200_000}">'
    style = f"<style>{'p.MsoNormal {margin:0} ' * 30_000}</style>"
    page.get_by_role("textbox", name="Text").evaluate(PASTE, f"{style}<p>Davor</p><p>{picture}</p><p>Danach</p>")
    assert page.locator("textarea[name=body]").input_value() == "<p>Davor</p><p>Danach</p>"


@pytest.mark.parametrize("text", ["<p>Fest im Haus.</p>" * 120_000, "<style" * 400_000], ids=["text", "markup"])
def test_a_text_that_is_too_long_is_not_pasted_and_the_page_explains_it(open_as_staff, house, text):
    dialogs = []
    page = open_as_staff()
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.accept()))
    page.goto("/admin/pages/page/add/")
    page.get_by_role("textbox", name="Text").evaluate(PASTE, text)
    assert len(dialogs) == 1 and "zu lang" in dialogs[0]
    assert page.locator("textarea[name=body]").input_value() == ""
