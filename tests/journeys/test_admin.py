"""Staff in a real browser: the editor, previews, and every admin page under the Content-Security-Policy."""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from PIL import Image

from kasch_site.accounts.roles import LEAD
from kasch_site.common.media.pictures import add_picture
from kasch_site.groups.models import Group
from kasch_site.pages.models import BarrierReport, Page

PASSWORD = "ein-langes-passwort"


@pytest.fixture
def role():
    return LEAD


@pytest.fixture
def records(house, transactional_db, settings, tmp_path):
    """Create one record of each model of the pages app."""
    settings.MEDIA_ROOT = tmp_path
    picture = add_picture("Hof", Image.new("RGB", (400, 300), "green"), "Der Hof")
    page = Page.objects.create(title="Über uns", body="<p>Hallo <mark>Name</mark></p>", menu=Page.Place.MAIN)
    group = Group.objects.create(name="Nähcafé", summary="Wir nähen.", picture=picture)
    BarrierReport.objects.create(description="Die Tür klemmt.", where="Eingang")
    return {"page": page, "group": group, "picture": picture}


def save(page, button="Speichern"):
    page.get_by_role("button", name=button, exact=True).click()
    page.locator(".messagelist .success").wait_for()


def test_logging_in(visitor, staff_user, axe):
    staff_user.set_password(PASSWORD)
    staff_user.save()
    page = visitor(width=320)
    page.goto("/admin/")
    axe(page)
    page.get_by_label("Benutzername").fill("erika")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Was zu tun ist"


def test_writing_a_page_in_the_editor(open_as_staff):
    page = open_as_staff()
    page.goto("/admin/pages/page/add/")
    page.get_by_label("Titel").fill("Fröhliche Feste")
    text = page.get_by_role("textbox", name="Text")
    text.click()
    page.get_by_role("button", name="Überschrift", exact=True).click()
    page.keyboard.type("Im Sommer")
    page.keyboard.press("Enter")
    page.keyboard.type("Wir feiern ")
    page.get_by_role("button", name="Fett").click()
    page.keyboard.type("alle")
    page.get_by_role("button", name="Fett").click()
    page.keyboard.type(" am ")
    page.get_by_role("button", name="Fehlt noch").click()
    page.keyboard.type("Datum")
    assert page.get_by_role("button", name="Fehlt noch").get_attribute("aria-pressed") == "true"
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Fehlt noch").click()
    page.get_by_role("button", name="Liste", exact=True).click()
    page.keyboard.type("Kuchen")
    save(page)
    assert Page.objects.get().body == (
        "<h2>Im Sommer</h2><p>Wir feiern <strong>alle</strong> am <mark>Datum</mark></p><ul><li><p>Kuchen</p></li></ul>"
    )
    assert Page.objects.get().slug == "froehliche-feste"


def open_link_dialog(page, records):
    """Select the first word of the text and press "Link"."""
    page.goto(reverse("admin:pages_page_change", args=[records["page"].pk]))
    page.get_by_role("textbox", name="Text").focus()
    page.keyboard.press("Control+Home")
    # On a busy machine the editor may be initialised after the first key.
    while len(page.evaluate("getSelection().toString()")) < len("Hallo"):
        page.keyboard.press("Shift+ArrowRight")
    page.get_by_role("button", name="Link", exact=True).click()
    return page


def test_linking_a_page_of_the_site_by_its_name(open_as_staff, records):
    page = open_link_dialog(open_as_staff(), records)
    page.get_by_label("Oder eine Seite oder Datei dieser Website suchen").fill("Kontakt")
    page.locator(".own-pages button").first.click()
    page.get_by_role("button", name="Übernehmen").click()
    save(page)
    records["page"].refresh_from_db()
    assert 'href="/kontakt/"' in records["page"].body


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("www.example.org", "https://www.example.org"),
        ("/kontakt/", "/kontakt/"),
        ("post@example.org", "mailto:post@example.org"),
    ],
)
def test_linking_selected_text(open_as_staff, records, typed, href):
    page = open_link_dialog(open_as_staff(), records)
    page.get_by_label("Adresse der Seite").fill(typed)
    page.get_by_role("button", name="Übernehmen").click()
    save(page)
    records["page"].refresh_from_db()
    assert records["page"].body == f'<p><a href="{href}" rel="noopener">Hallo</a> <mark>Name</mark></p>'


def test_a_placeholder_survives_an_edit_next_to_it(open_as_staff, records):
    page = open_as_staff()
    page.goto(reverse("admin:pages_page_change", args=[records["page"].pk]))
    page.locator(".richtext-text").get_by_text("Hallo").click()
    page.keyboard.press("Home")
    page.keyboard.type("Sehr ")
    save(page, "Speichern und Vorschau ansehen")
    records["page"].refresh_from_db()
    assert records["page"].body == "<p>Sehr Hallo <mark>Name</mark></p>"


def test_previewing_a_draft(open_as_staff, records, axe):
    page = open_as_staff()
    page.goto(reverse("admin:pages_page_change", args=[records["page"].pk]))
    page.get_by_role("button", name="Speichern und Vorschau ansehen").click()
    for name, width in (("Auf dem Handy", 320), ("Am Computer", 1280), ("Auf Papier", 794)):
        frame = page.frame_locator(f'iframe[title="{name}"]')
        assert frame.get_by_role("heading", level=1).inner_text() == "Über uns"
        assert frame.locator("html").evaluate("() => window.innerWidth") == width
    assert page.frame_locator('iframe[title="Auf Papier"]').locator(".menu").is_hidden()
    assert page.frame_locator('iframe[title="Am Computer"]').locator(".menu").is_visible()


def test_selecting_a_picture_by_looking_at_it(open_as_staff, records, axe):
    Group.objects.update(picture=None)
    page = open_as_staff()
    page.goto(reverse("admin:groups_group_change", args=[records["group"].pk]))
    page.get_by_text("Bilder ansehen und eines wählen").click()
    button = page.get_by_role("button", name="Hof")
    assert button.get_attribute("aria-pressed") == "false" and page.locator("[data-chosen]").is_hidden()
    button.click()
    assert button.get_attribute("aria-pressed") == "true" and page.locator("[data-chosen] img").is_visible()
    assert page.get_by_role("combobox", name="Bild").evaluate("list => list.selectedOptions[0].text") == "Hof"
    save(page)
    assert Group.objects.get().picture == records["picture"]


def test_a_picture_is_inserted_into_a_text_and_a_full_field_says_so(open_as_staff, records, axe):
    page = open_as_staff()
    page.goto(reverse("admin:pages_page_change", args=[records["page"].pk]))
    page.get_by_label("Titel").fill("Ü" * 118)
    assert page.locator(".characters-left").inner_text() == "Noch 2 Zeichen."
    page.get_by_role("textbox", name="Text").click()
    page.keyboard.press("Control+End")
    page.get_by_role("button", name="Bild einfügen").click()
    choice = page.get_by_role("dialog", name="Welches Bild?").get_by_role("button", name="Hof")
    choice.wait_for()
    axe(page)
    choice.click()
    page.keyboard.type("Unser Hof.")
    page.locator(".picture-in-text figcaption", has_text="Hof").wait_for()
    save(page)
    figure = f'<figure data-picture="{records["picture"].pk}"></figure>'
    assert Page.objects.get().body == f"<p>Hallo <mark>Name</mark></p>{figure}<p>Unser Hof.</p>"


def test_the_toolbar_works_by_keyboard_and_the_editor_has_a_label(open_as_staff, records, axe):
    page = open_as_staff()
    page.goto(reverse("admin:pages_page_change", args=[records["page"].pk]))
    page.get_by_role("textbox", name="Text").focus()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Kursiv").focus()
    page.keyboard.press("Enter")
    assert page.locator("textarea[name=body]").input_value().startswith("<p><em>")
    axe(page)


def pages_of_the_admin(records):
    """Return the URLs of every list and every form of all apps, with existing records."""
    yield reverse("admin:index")
    yield reverse("admin:handbook")
    yield reverse("admin:password_change")
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"admin:{name}_changelist")
        yield reverse(f"admin:{name}_add")
        first = model._default_manager.first()
        if first is not None:
            for action in ("change", "delete", "history", "preview"):
                try:
                    yield reverse(f"admin:{name}_{action}", args=[first.pk])
                except NoReverseMatch:
                    assert action == "preview"


# The number of parts that can run in parallel.
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_every_admin_page_satisfies_the_csp_and_fits(open_as_staff, records, axe, overflow, each_display, part):
    """Violations of the policy are detected by `visitor` at the end."""
    page = open_as_staff()
    problems = []
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    for address in list(pages_of_the_admin(records))[part::PARTS]:
        response = page.goto(address)
        if response.status == 403:
            continue
        assert response.status == 200, address
        for display in each_display(page):
            problems += [f"{address}, {display}, is too wide: {element}" for element in overflow(page)]
            try:
                axe(page)
            except AssertionError as violations:
                problems.append(f"{display}: {violations}")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("options", [{"width": 320, "js": False}, {"dark": True}], ids=["phone without script", "dark"])
def test_conflicting_changes_of_a_text_are_shown_with_a_choice(open_as_staff, axe, records, options):
    address = f"/admin/pages/page/{records['page'].pk}/change/"
    page = open_as_staff(**options)
    page.goto(address)
    page.get_by_label("Titel").fill("Wer wir sind")
    Page.objects.update(title="Das Haus am Platz")
    page.get_by_role("button", name="Speichern", exact=True).click()
    box = page.get_by_role("alert").filter(has_text="Inzwischen hat jemand anderes dasselbe geändert")
    box.get_by_text("Das Haus am Platz").wait_for()
    if options.get("js", True):
        axe(page)
    box.get_by_label("Text von jetzt").check()
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.locator(".messagelist .success").wait_for()
    assert Page.objects.get().title == "Das Haus am Platz"
