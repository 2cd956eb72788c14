"""The editor puts an issue online: upload, compare what is proposed, say yes, look at the pages."""

import pytest
import typst

from kasch_site.accounts.roles import NEWSPAPER
from kasch_site.worker import execution
from newspaper.intake import ocr
from newspaper.models import Issue

PAPER = """#set page(width: 105mm, height: 148mm)
#set text(lang: "de", font: "DejaVu Sans")
= Ausgabe 3/2026
15. Mai 2026

#text(20pt)[Die Linde bleibt]

Am Platz steht sie seit hundert Jahren.
#pagebreak()
Mehr von der Linde."""


@pytest.fixture
def role():
    return NEWSPAPER


@pytest.fixture(autouse=True)
def locked_files(settings, tmp_path, monkeypatch):
    """Keep locked files in a folder of the test, and recognise no letters."""
    settings.LOCKED_ROOT = tmp_path / "locked"
    monkeypatch.setattr(ocr, "is_available", lambda: False)


@pytest.mark.real_time
@pytest.mark.parametrize(
    "options",
    [{"width": 320, "js": False}, {"width": 1280, "dark": True}],
    ids=["a phone without JavaScript", "a desk in the dark"],
)
def test_an_issue_is_uploaded_and_published(open_as_staff, axe, overflow, options):
    page = open_as_staff(**options)

    def check_page():
        if options.get("js", True):
            axe(page)
        assert overflow(page) == []

    page.goto("/admin/")
    page.get_by_role("link", name="Ausgabe der Zeitung hochladen").first.click()
    check_page()
    file = {"name": "Zeitung 2-2026.pdf", "mimeType": "application/pdf", "buffer": typst.compile(PAPER.encode())}
    page.get_by_label("PDF der Ausgabe").set_input_files(file)
    page.get_by_role("button", name="Hochladen").click()
    page.get_by_role("status").wait_for()
    execution.run_due_jobs("test")
    page.goto(page.url.split("?")[0] + "?ruhig=1")
    check_page()
    assert page.get_by_label("Nummer").input_value() == "3"
    assert page.get_by_label("erschienen am").input_value() == "2026-05-15"
    assert "Der Name der Datei und die erste Seite sagen Verschiedenes" in page.text_content("#content-main")
    page.get_by_label("Nummer").fill("")
    page.get_by_label("Thema der Ausgabe").fill("Bäume")
    page.get_by_label("sofort").check()
    radio, words = page.get_by_label("sofort").bounding_box(), page.locator("label", has_text="sofort").bounding_box()
    assert radio["x"] < words["x"] and radio["y"] < words["y"] + words["height"], "the words are beside their circle"
    page.get_by_role("button", name="Ja, Ausgabe aufnehmen").click()
    page.wait_for_selector(".error-summary")
    check_page()
    assert page.get_by_label("Thema der Ausgabe").input_value() == "Bäume"
    assert not Issue.objects.exists()
    page.get_by_label("Nummer").fill("3")
    page.get_by_role("button", name="Ja, Ausgabe aufnehmen").click()
    page.wait_for_url("**/seiten/")
    execution.run_due_jobs("test")
    page.goto(page.url + "?ruhig=1")
    check_page()
    assert "Alle 2 Seiten haben Text." in page.text_content(".check-list")
    issue = Issue.objects.get()
    assert (issue.short_name, issue.theme, issue.is_published()) == ("3/2026", "Bäume", True)
    page.get_by_role("link", name="Artikel anlegen von Seite 1").click()
    check_page()
    page.get_by_role("link", name="Die Linde bleibt").click()
    check_page()
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.wait_for_url("**/seiten/#seite-1")
    assert "Die Linde bleibt" in page.text_content("#seite-1")
    page.goto(issue.get_absolute_url())
    assert "Die Linde bleibt" in page.text_content("main")
