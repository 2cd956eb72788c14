"""Take the pictures of the staff's handbook and of the README: `python -m tests.handbook_pictures`.

The demo house is opened in a folder that goes away afterwards, on a fixed day, and served on a free port of this
machine. A browser works in it as the handbook tells staff to, so a step that no longer works stops the script too.
"""

import io
import os
import sys
import tempfile
import threading
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import time_machine
from PIL import Image

from tests.support.browser.chromium import ARGUMENTS, CHROMIUM

ROOT = Path(__file__).resolve().parents[1]
MOMENT = datetime(2026, 11, 17, 10, 15, tzinfo=ZoneInfo("Europe/Berlin"))  # a Tuesday, with gymnastics in the hall
# Dates and times in the format of the page's language, whatever the language of Chromium.
LANGUAGE_OF_PAGE = "--enable-blink-features=LangAttributeAwareFormControlUI"
HANDBOOK, README = ROOT / "static" / "handbook", ROOT / "docs" / "pictures"
HANDBOOK_BYTES, README_BYTES = 60_000, 150_000
MARGIN = 5  # CSS pixels around what is shown


@contextmanager
def demo_house():
    """Serve the demo house on that day; yield its URL."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DEMO_FOLDER": folder, "DJANGO_SETTINGS_MODULE": "tests.support.processes.demo_settings"}
        # Playwright runs an event loop in this thread, in which Django refuses database access by default.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        import django

        django.setup()
        from django.core.management import call_command
        from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
        from django.core.wsgi import get_wsgi_application

        class Quiet(WSGIRequestHandler):
            def log_message(self, *_):
                pass

        with time_machine.travel(MOMENT, tick=True):
            call_command("migrate", verbosity=0)
            call_command("collectstatic", verbosity=0, interactive=False)
            call_command("demo", verbosity=0)
            server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
            server.set_app(get_wsgi_application())
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                yield f"http://127.0.0.1:{server.server_port}"
            finally:
                server.shutdown()
                server.server_close()


def save(image, target, most_bytes):
    """Write a WebP file in the best quality below the size limit."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for quality in range(90, 20, -5):
        buffer = io.BytesIO()
        image.convert("RGB").save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() < most_bytes:
            target.write_bytes(buffer.getvalue())
            print(f"{target.relative_to(ROOT)}: {image.width} x {image.height}, {buffer.tell():,} bytes")
            return
    sys.exit(f"{target.name} stays above {most_bytes:,} bytes; show less of the page.")


class StaffBrowser:
    """A member of staff in a browser that takes screenshots."""

    def __init__(self, browser, address, account):
        from kasch_site.common.admin.handbook.chapters import DENSITY

        context = browser.new_context(
            base_url=address,
            # High enough that the buttons at the end of a form cover nothing.
            viewport={"width": 1080, "height": 3600},
            device_scale_factor=DENSITY,
            color_scheme="light",
            locale="de-DE",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        self.page, self.account = context.new_page(), account
        self.show = self.page.locator

    def log_in(self, heading="Was zu tun ist"):
        self.page.get_by_label("Benutzername").fill(self.account.name)
        self.page.get_by_label("Passwort").fill(self.account.password)
        self.page.get_by_role("button", name="Anmelden").click()
        self.page.get_by_role("heading", name=heading, exact=True).wait_for()

    def go(self, address):
        response = self.page.goto(address, wait_until="networkidle")
        if not response.ok:
            sys.exit(f"{address} answers {response.status}.")

    def click(self, text):
        """Click a button or link by its text."""
        button = self.page.get_by_role("button", name=text, exact=True)
        link = self.page.get_by_role("link", name=text, exact=True)
        button.or_(link).first.click()
        self.page.wait_for_load_state("networkidle")

    def choose(self, field, text):
        """Select a value in an autocomplete field."""
        self.show(f"#id_{field} + .select2 .select2-selection").click()
        self.show(".select2-search__field").fill(text)
        self.show(".select2-results__option", has_text=text).first.click()

    def fill(self, **values):
        """Fill fields by name; an option of a list is given by its label."""
        for name, value in values.items():
            field = self.show(f"#id_{name}")
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)

    def take(self, name, *elements, height=None):
        """Take a picture of these elements and everything between them, optionally only of its upper part."""
        self.page.evaluate("document.activeElement?.blur()")
        boxes = [(element if not isinstance(element, str) else self.show(element).first) for element in elements]
        boxes = [element.bounding_box() for element in boxes]
        left = max(0, min(box["x"] for box in boxes) - MARGIN)
        top = max(0, min(box["y"] for box in boxes) - MARGIN)
        right = max(box["x"] + box["width"] for box in boxes) + MARGIN
        bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
        clip = {"x": left, "y": top, "width": right - left, "height": min(bottom - top, height or bottom)}
        shot = self.page.screenshot(full_page=True, clip=clip, animations="disabled")
        save(Image.open(io.BytesIO(shot)), HANDBOOK / f"{name}.webp", HANDBOOK_BYTES)


def group_of(staff, heading):
    """Return the fieldset of a form with that heading."""
    return staff.show(".module, .inline-group").filter(has=staff.page.get_by_role("heading", name=heading)).first


def first_page(staff):
    staff.go("/admin/")
    staff.take("login", "#container")
    staff.log_in()
    staff.take("first_page", "#header", ".todos li:nth-child(4)")


def one_event(staff):
    staff.click("Neue Veranstaltung")
    staff.fill(title="Adventslesung", summary="Geschichten und Plätzchen bei Kerzenlicht.")
    staff.take("event_what", "h1", ".field-summary")
    staff.fill(
        **{"occurrences-0-day": "2026-12-16", "occurrences-0-start": "16:00", "occurrences-0-end": "17:30"},
    )
    dates = staff.show("#occurrences-group")
    staff.take("event_date", dates.locator("h2").first, dates.locator(".field-day").first)
    staff.choose("room", "Bibliothek")
    staff.choose("category", "Lesen")
    staff.click("Speichern und Vorschau ansehen")
    staff.take("preview", "h1", ".preview-phone", ".preview-paper", height=620)


def room_taken(staff):
    staff.go("/admin/events/event/add/")
    staff.fill(title="Märchenstunde")
    staff.fill(
        **{"occurrences-0-day": "2026-12-16", "occurrences-0-start": "16:30", "occurrences-0-end": "17:30"},
    )
    staff.choose("room", "Bibliothek")
    staff.click("Speichern")
    staff.take("room_taken", "h1", ".submit-row input >> nth=1", ".messagelist li")


def new_series(staff, title, **values):
    staff.go("/admin/events/event/add/")
    staff.show("#series-group summary").first.click()
    staff.fill(title=title, **{f"series-0-{name}": value for name, value in values.items()})


def series(staff):
    new_series(staff, "Schach", weekday="Dienstag", starts_on="2026-12-01", starts_at="17:00", ends_at="19:00")
    staff.take("series_weekly", "#series-0 .field-frequency", "#series-0 .field-starts_at")
    staff.choose("room", "Café")
    staff.click("Speichern")
    staff.take("series_question", "h1", ".submit-row input >> nth=1", ".consequences")
    new_series(
        staff,
        "Reparaturcafé",
        frequency="jeden Monat am … Wochentag",
        nth="letzten",
        weekday="Samstag",
        starts_on="2026-12-01",
        starts_at="14:00",
        ends_at="17:00",
    )
    staff.take("series_monthly", "#series-0 .field-frequency", "#series-0 .field-weekday")


def one_date(staff):
    staff.go("/admin/events/occurrence/")
    staff.show("summary", has_text="Auswählen, was gezeigt wird").click()
    staff.take("special_days", "#changelist-filter summary", "#changelist-filter .filters > :nth-child(5)")
    staff.go("/admin/events/occurrence/?q=Gymnastikgruppe")
    staff.take("date_rows", "#result_list tbody >> nth=0", "#result_list tbody >> nth=1")
    staff.show(".row-buttons a", has_text="Absagen").nth(1).click()
    staff.page.wait_for_load_state("networkidle")
    staff.fill(reason="Kursleitung ist krank")
    staff.take("cancel", "h1", ".submit-row")
    staff.go("/admin/events/occurrence/?q=Gymnastikgruppe")
    staff.show(".row-buttons a", has_text="Verlegen").nth(1).click()
    staff.page.wait_for_load_state("networkidle")
    staff.fill(day="2026-11-25", start="10:00", end="11:00")
    staff.take("move", group_of(staff, "Neuer Tag und neue Zeit"))


def closing(staff):
    staff.go("/admin/house/closingday/add/")
    staff.fill(name="Betriebsausflug", first_day="2026-12-03")
    staff.click("Speichern")
    staff.take("closing", "h1", ".submit-row input >> nth=1", ".consequences", ".messagelist li")
    staff.go("/admin/house/otherhours/add/")
    staff.fill(name="Adventsmarkt", first_day="2026-12-05", opens="10:00", closes="20:00")
    staff.take("other_hours", group_of(staff, "Wann an diesen Tagen geöffnet ist"))


def notice(staff):
    staff.go("/admin/home/notice/add/")
    staff.fill(
        title="Aufzug wird gewartet",
        text="Am 24. November fährt der Aufzug von 8 bis 12 Uhr nicht. Bitte rufen Sie an, wenn Sie Hilfe brauchen.",
        until_day="2026-11-24",
    )
    staff.show("#id_is_important").check()
    staff.take("notice", ".field-title", ".field-is_important")


def pages(staff):
    staff.go("/admin/pages/page/add/")
    staff.take("page_state", group_of(staff, "Wer sieht sie?"))
    staff.go("/admin/pages/page/?q=Impressum")
    staff.click("Impressum")
    staff.show(".richtext-text mark").first.wait_for()
    staff.take("blank", ".richtext-bar", staff.show(".richtext-text mark").nth(1))


def groups_and_pictures(staff):
    staff.go("/admin/groups/group/?bestaetigt=nein")
    staff.show(".action-select").first.check()
    staff.show("select[name=action]").select_option(label="Angaben heute bestätigt")
    staff.take("group", ".actions", "#result_list")
    staff.go("/admin/common/picture/?q=Schach")
    staff.click("Schach")
    # The text of the file field is the browser's, in the language of Chromium.
    staff.show(".field-file, .field-title").evaluate_all("rows => rows.forEach(row => { row.hidden = true })")
    staff.take("picture", group_of(staff, "Das Bild"), group_of(staff, "Für Menschen, die es nicht sehen"))
    staff.go("/admin/events/event/add/")
    staff.click("Speichern")
    staff.take("error", "h1", ".field-summary")


def plan(staff):
    staff.go("/admin/")
    staff.click("Dezember vorbereiten")
    staff.fill(title="Adventskranz binden", day="2026-12-08", start="10:00", end="12:00", room="Saal")
    staff.click("Eintragen")
    # The page is scrolled to its form; pictures are taken from its top.
    staff.page.evaluate("scrollTo(0, 0)")
    staff.take("month_steps", "h1", ".stages")
    staff.take("month_case", staff.show(".case.is-open").first)
    address = staff.page.get_by_role("link", name="Nur ansehen (PDF)").get_attribute("href")
    take_sheet(staff, "plan", address, 0.5)


def changes(staff):
    """Print the month, then cancel one date and add another."""
    staff.click("Nur als gedruckt vermerken")
    staff.click("Alles veröffentlichen")
    staff.show("#content-main button.default").click()
    staff.go("/admin/events/occurrence/?q=Gymnastikgruppe&monat=2026-12")
    staff.show("#result_list .action-select").nth(1).check()
    staff.show("select[name=action]").select_option(label="Entfällt (mit dem Grund nebenan)")
    staff.show("input[name=reason]").fill("Kursleitung ist krank")
    staff.show(".actions button").click()
    staff.page.wait_for_load_state("networkidle")
    staff.go("/admin/")
    staff.click("Dezember vorbereiten")
    address = staff.page.get_by_role("link", name="Blatt zum Aushängen (PDF, A5)").get_attribute("href")
    take_sheet(staff, "month_changes", address, 0.55)


def take_sheet(staff, name, address, part):
    """Return the upper part of the first page of a PDF."""
    import pypdfium2
    from django.test import override_settings

    with override_settings(SITE_URL="https://www.buergerzentrum.example"):
        pdf = staff.page.request.get(address).body()
    sheet = pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil()
    save(sheet.crop((0, 0, sheet.width, round(sheet.height * part))), HANDBOOK / f"{name}.webp", HANDBOOK_BYTES)


def account(staff):
    staff.go("/admin/")
    staff.log_in()
    staff.go("/admin/accounts/user/add/")
    staff.fill(username="anna", first_name="Anna", last_name="Beispiel")
    staff.page.get_by_label("Redaktion").check()
    staff.take("account", group_of(staff, "Was darf die Person?"))


def scan(staff, entered):
    """Scan something at the desk, and wait for what the page says."""
    staff.show("#scan").fill(entered)
    with staff.page.expect_response(lambda response: response.request.method == "POST"):
        staff.page.keyboard.press("Enter")
    staff.page.wait_for_load_state("networkidle")
    staff.page.wait_for_timeout(1000)  # the script of the page replaces its parts


def library_desk(staff):
    from library.models import Card, Copy, Loan

    staff.go("/admin/")
    staff.log_in("Theke")
    reader = Loan.objects.open().exclude(patron=None).values_list("patron", flat=True).first()
    free = Copy.objects.available().filter(title__parts="").exclude(title__holds__state="waiting")
    first, second = free.filter(title__languages=None).order_by("number")[:2]
    scan(staff, Card.objects.valid().get(patron=reader).number)
    staff.take("library_card", ".desk-entry", ".desk-patron")
    for copy in (first, second):
        scan(staff, copy.number)
    staff.take("library_lent", "[data-desk-part=notices] .desk-notice", ".desk-lines")
    staff.click("Fertig – nächste Person")
    waited = Copy.objects.available().filter(title__holds__state="waiting").order_by("number").first()
    scan(staff, waited.number)
    staff.take("library_returned", ".desk-entry", "[data-desk-part=notices] .desk-notice")
    staff.go("/admin/library/patron/add/")
    staff.fill(name="Olena Muster", contact="0371 123456")
    staff.take("library_join", "h1", "#content-main form")


def library_paper(staff):
    from library.models import Card, Copy

    staff.go("/admin/library/desk/papier/eintragen/")
    card, copy = (
        Card.objects.valid().first(),
        Copy.objects.available().filter(title__holds=None).order_by("-pk").first(),
    )
    lines = {"time": "14:10", "card": card.short_number, "copy": copy.short_number}
    staff.fill(day="2026-11-16", **{f"form-0-{name}": text for name, text in lines.items()})
    staff.click("Prüfen")
    staff.take("library_paper", "h1", ".paper-entry tbody tr >> nth=2")


def library_stock(staff):
    from library.models import Copy

    staff.go("/admin/library/stocktake/")
    shelf = Copy.objects.available().exclude(shelf="").order_by("shelf").values_list("shelf", flat=True).first()
    staff.show("#shelf").select_option(label=shelf)
    staff.click("Anfangen")
    for copy in Copy.objects.available().filter(shelf=shelf).order_by("number")[:3]:
        scan(staff, copy.number)
    staff.take("library_stocktake", ".desk-entry", "[data-stocktake-part]")
    staff.click("Ergebnis ansehen")
    staff.take("library_result", "h1", ".panel >> nth=0", height=420)


def library_books(staff):
    staff.go("/admin/library/title/add/")
    # The text of the file field is the browser's, in the language of Chromium.
    staff.show(".look-up input[type=file]").evaluate("field => { field.closest('.question').hidden = true }")
    staff.take("library_isbn", ".look-up")
    staff.go("/admin/library/copy/etiketten/?neueste=12")
    staff.take("library_labels", "h1", "#content-main form >> nth=0")


def contributions(staff):
    """Read what was sent to the paper, and decide about a letter."""
    from newspaper.models import Contribution

    staff.go("/admin/")
    staff.log_in()
    letter = Contribution.objects.get(kind="letter")
    staff.go(f"/admin/newspaper/contribution/{letter.pk}/change/")
    staff.take("newspaper_letter", "h1", ".field-sent_text")
    staff.take("newspaper_consents", group_of(staff, "Was wir damit tun dürfen"))
    staff.page.get_by_label("angenommen", exact=True).check()
    staff.fill(issue_number="1", issue_year="2027")
    staff.take("newspaper_decision", group_of(staff, "Was wird daraus?"))


def take_readme_pictures(browser, address):
    context = browser.new_context(
        base_url=address, viewport={"width": 1280, "height": 980}, color_scheme="light", locale="de-DE"
    )
    page = context.new_page()
    for name, path in (("start", "/"), ("month", "/veranstaltungen/2026/12/")):
        response = page.goto(path, wait_until="networkidle")
        if not response.ok:
            sys.exit(f"{path} answers {response.status}.")
        save(Image.open(io.BytesIO(page.screenshot())), README / f"{name}.webp", README_BYTES)


def take_library_pictures(browser, address, account):
    """Take the pictures of the library, whose people begin at the desk."""
    from django.conf import settings

    # Nobody is asked: only the form shows that it could.
    settings.LIBRARY_SRU_URL = "https://services.dnb.de/sru/dnb"
    staff = StaffBrowser(browser, address, account)
    for chapter in (library_desk, library_paper, library_stock, library_books):
        chapter(staff)


def main():
    from playwright.sync_api import sync_playwright

    with demo_house() as address, sync_playwright() as playwright:
        from kasch_site.accounts.roles import EDITORS, LEAD, LIBRARY, NEWSPAPER
        from kasch_site.home.house_files import accounts

        by_role = {account.role: account for account in accounts.accounts_of(ROOT / "demo")}
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*ARGUMENTS, LANGUAGE_OF_PAGE])
        take_readme_pictures(browser, address)
        staff = StaffBrowser(browser, address, by_role[EDITORS])
        for chapter in (
            first_page,
            one_event,
            room_taken,
            series,
            one_date,
            closing,
            notice,
            pages,
            groups_and_pictures,
            plan,
            changes,
        ):
            chapter(staff)
        account(StaffBrowser(browser, address, by_role[LEAD]))
        take_library_pictures(browser, address, by_role[LIBRARY])
        contributions(StaffBrowser(browser, address, by_role[NEWSPAPER]))
        browser.close()


if __name__ == "__main__":
    main()
