"""The handbook for staff: complete, illustrated, and with the texts on the screen."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import django
import polib
import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.test import Client
from django.test.utils import override_settings
from django.urls import NoReverseMatch, reverse
from PIL import Image

from counselling.models import Booking, Slot
from events.models import Event, Occurrence, Registration, RegistrationSettings
from events.scheduling import changes
from events.scheduling.generation import add_date
from kasch_site.accounts.models import User
from kasch_site.accounts.roles import EDITORS
from kasch_site.common import clock
from kasch_site.common.admin.handbook.chapters import DENSITY, chapters
from kasch_site.house.models import ClosingDay, Language
from kasch_site.inquiries.models import Inquiry
from kasch_site.messaging.delivery import manual_delivery
from kasch_site.messaging.models import Channel, Message
from kasch_site.messaging.newsletters import subscriptions
from kasch_site.messaging.newsletters.catalogue import newsletter_of
from kasch_site.pages.models import BarrierReport
from library.catalogue.imports import reading
from library.circulation import numbering
from library.circulation.holds import reservations
from library.circulation.holds.reservations import Requester
from library.models import Card, Copy, LendingRules, MediumKind, NumberKind, Title
from newspaper.models import ArchiveFile, ArchiveUpload, Issue, Page
from newspaper.notifications.issue_by_mail import IssueByMail
from newspaper.removal import requests as removal_requests
from tests.newspaper.factories import make_issue
from tests.support.browser.markup import parse
from tests.support.pages.pages_of_roles import pages_of_roles

pytestmark = pytest.mark.pages

PICTURES = settings.BASE_DIR / "static" / "handbook"
HANDBOOK, EVERYTHING = "/admin/handbuch/", "/admin/handbuch/alles/"
# The form data of an event with only a title.
DRAFT = {
    **{"title": "Adventslesung", "status": "draft", "cost": "free", "sign_up": "none"},
    **{
        f"{inline}-{total}_FORMS": "0"
        for inline in ("series", "occurrences", "registration_settings")
        for total in ("TOTAL", "INITIAL")
    },
    **{"is_step_free": "unknown", "children_welcome": "unknown", "_save": "1"},
}


# Models that a house enters once or rarely looks at: they need no chapter.
SET_UP_ONCE = {
    *("accounts.user", "accounts.role"),
    *(
        "common.oldaddress",
        "counselling.accesslogentry",
        "counselling.situation",
        "worker.job",
        "example_section.repair",
    ),
    *(
        "house.contactperson",
        "house.funder",
        "house.language",
        "house.milestone",
        "house.room",
        "house.sectionappearance",
    ),
    *("library.lendingrules", "library.purchaserequest", "library.swapitem"),
    *("newspaper.place", "newspaper.skippednumber", "newspaper.subject"),
}


@pytest.fixture
def handbook(admin_client):
    return parse(admin_client.get(EVERYTHING))


def test_the_handbook_is_accessible_only_to_staff(client, house):
    assert client.get(HANDBOOK).url.startswith(reverse("admin:login"))
    client.force_login(User.objects.create_user("anna"))
    assert client.get(HANDBOOK).status_code == 302
    client.force_login(User.objects.create_user("berta", is_staff=True))
    assert client.get(HANDBOOK).status_code == 200


def test_every_admin_page_links_to_the_handbook(admin_client):
    for address in ("/admin/", reverse("admin:common_picture_changelist")):
        page = parse(admin_client.get(address))
        assert [link.text for link in page.all("a", href=HANDBOOK)] == ["Handbuch"]


def test_every_chapter_is_in_the_table_of_contents(handbook):
    listed = [(link["href"], link.text) for link in handbook.one("nav", class_="handbook-contents").all("a")]
    assert listed == [(f"#{chapter.anchor}", chapter.title) for chapter in chapters()]
    assert len(listed) >= 14
    headings = [section.one("h2").text for section in handbook.all("section", class_="chapter")]
    assert headings == [f"{number} {text}" for number, (_href, text) in enumerate(listed, 1)]


def test_each_chapter_is_a_page_whose_links_lead_to_pages(admin_client):
    for chapter in chapters():
        page = admin_client.get(f"{HANDBOOK}{chapter.anchor}/")
        assert parse(page).one("h2").text == chapter.title
        places = {element["id"] for element in parse(page) if element.get("id")}
        links = [link["href"] for link in parse(page).one("main").all("a")]
        assert {link.removeprefix("#") for link in links if link.startswith("#")} <= places, chapter.anchor
    assert admin_client.get(f"{HANDBOOK}gibt-es-nicht/").status_code == 404


def test_chapters_about_the_own_work_come_first(client, house):
    editor = User.objects.create_user("redaktion", is_staff=True)
    editor.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(editor)
    own, others = parse(client.get(HANDBOOK)).all("nav", class_="handbook-contents")
    assert "Eine Veranstaltung eintragen" in own.text and "Wenn etwas nicht klappt" in own.text
    assert "Beratungstermine" in others.text and "Bibliothek: die Theke" in others.text


def test_chapters_are_found_by_their_words_in_any_spelling(admin_client):
    found = parse(admin_client.get(HANDBOOK, {"q": "schliesstage"})).one("section").text
    assert "Feiertage, Ferien, Schließtage" in found
    assert "Nichts gefunden" in parse(admin_client.get(HANDBOOK, {"q": "Zeppelin"})).one("section").text


def test_a_search_shows_first_the_chapter_about_it_then_those_about_the_own_work(client, house):
    editor = User.objects.create_user("redaktion", is_staff=True)
    editor.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(editor)
    found = parse(client.get(HANDBOOK, {"q": "termin absagen"})).one("section")
    titles = [link.text for link in found.all("a")]
    assert titles[0] == "Einen Termin absagen, verlegen, zurücknehmen"
    assert titles.index("Den nächsten Monat vorbereiten und drucken") < titles.index(
        "Beratungstermine: vergeben, verschieben, der Tag"
    )
    assert "Absagen" in found.text and " ." not in found.text


def test_lists_and_forms_lead_to_their_chapter(admin_client, house):
    for model, anchor in [("events_occurrence", "termin"), ("pages_page", "seiten"), ("groups_group", "gruppen")]:
        for page in ("changelist", "add"):
            page = parse(admin_client.get(reverse(f"admin:{model}_{page}")))
            assert [link["href"] for link in page.all("a") if link.text == "Hilfe zu dieser Seite"] == [
                f"{HANDBOOK}{anchor}/"
            ]


def test_each_model_of_the_administration_has_a_chapter_or_is_set_up_once():
    about = {label for chapter in chapters() for label in chapter.models}
    without = {model._meta.label_lower for model in admin.site._registry} - about
    assert without == SET_UP_ONCE, without ^ SET_UP_ONCE


def test_every_link_inside_the_handbook_has_a_target(handbook):
    places = {element["id"] for element in handbook if element.get("id")}
    main = handbook.one("main")
    links = {link["href"] for link in main.all("a") if link["href"].startswith("#")}
    assert links
    assert {link.removeprefix("#") for link in links} <= places


def test_every_step_is_in_an_ordered_list_and_most_state_their_result(handbook):
    lists = handbook.all("ol", class_="instructions")
    assert len(lists) >= 30
    without_result = [
        item_list.text
        for item_list in lists
        if len(item_list.all("li")) > 4 and not item_list.all("span", class_="result")
    ]
    assert without_result == []


def test_every_picture_exists_with_size_and_description(handbook):
    pictures = handbook.one("main").all("img")
    names = set()
    for picture in pictures:
        name = re.search(r"handbook/(\w+)(?:\.\w+)?\.webp$", picture["src"])[1]
        names.add(name)
        file = PICTURES / f"{name}.webp"
        with Image.open(file) as image:
            assert (int(picture["width"]), int(picture["height"])) == tuple(round(n / DENSITY) for n in image.size)
        assert file.stat().st_size < 60_000, name
        assert len(picture["alt"]) > 30, name
    assert len(names) == len(pictures)
    assert names == {file.stem for file in PICTURES.iterdir()}


def addresses():
    """Return all admin lists and forms, with one record of each model."""
    yield from ("/admin/", "/veranstaltungen/2027/01/", reverse("admin:password_change"))
    yield reverse("admin:auth_user_password_change", args=[User.objects.first().pk])
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"admin:{name}_changelist")
        yield reverse(f"admin:{name}_add")
        first = model._default_manager.first()
        for action in ("change", "delete", "preview") if first else ():
            try:
                yield reverse(f"admin:{name}_{action}", args=[first.pk])
            except NoReverseMatch:
                assert action == "preview"


def prepare_a_month(lead):
    """Create a month with all features: events of last year, drafts, conflicts, a changed edition."""
    month = [2026, 12]
    feast = Event.objects.create(title="Nikolausfest", status=Event.Status.PUBLISHED)
    add_date(feast, datetime(2025, 12, 6, 14, tzinfo=UTC), datetime(2025, 12, 6, 17, tzinfo=UTC))
    lead.post(reverse("admin:month_print", args=month), {"format": "mark"})
    draft = {"title": "Adventssingen", "day": "2026-12-25", "start": "16:00", "end": "17:00"}
    lead.post(reverse("admin:month_prepare", args=month), draft | {"cost": "free", "sign_up": "none", "do": "add"})
    response = lead.get(reverse("admin:month_prepare", args=month))
    yield response
    case = next(form.conflict for form in response.context["open"] if not form.conflict.is_about_room)
    decision = {f"{case.key}-choice": f"cancel-{case.rows[0].pk}", "_shown": response.context["shown_cases"][1]}
    lead.post(reverse("admin:month_prepare", args=month), decision | {"do": "decide"})
    yield lead.get(reverse("admin:month_prepare", args=month))


def fill_a_date(lead):
    """Create a full date with waitlist, offer and missing attendance."""
    event = Event.objects.create(title="Handyhilfe", status=Event.Status.PUBLISHED)
    RegistrationSettings.objects.create(event=event, places=1)
    soon = clock.now() + timedelta(days=3)
    for back in (4, 5):
        over = add_date(event, soon - timedelta(days=back), soon - timedelta(days=back, hours=-1))
    lead.post(reverse("admin:registration_count"), {f"d{over.pk}-came": 7})
    address = reverse("admin:registration_date", args=[add_date(event, soon, soon + timedelta(hours=1)).pk])
    form = {"do": "register", "name": "Frau Weber", "people": "1", "contact": "weber@example.org"}
    yield lead.get(address)
    yield lead.post(address, form, follow=True)
    yield lead.post(address, form | {"contact": "0371 33 50 520"}, follow=True)
    first, second = Registration.objects.for_date(Occurrence.objects.get(event=event, capacity__isnull=False))
    changes.cancel(first.occurrence, "krank")
    yield lead.get(reverse("admin:events_registration_change", args=[first.pk]))
    yield lead.get(reverse("admin:events_occurrence_restore", args=[first.occurrence.pk]))
    restored = changes.restore(first.occurrence)
    for page in ("cancel", "move"):
        yield lead.get(reverse(f"admin:events_occurrence_{page}", args=[restored.pk]))
    changes.retitle(restored, "Handyhilfe mit Kaffee")
    yield lead.get(reverse("admin:events_occurrence_changelist"))
    yield lead.post(reverse("admin:events_occurrence_changelist"), cancel_in_list(restored))
    yield lead.get(reverse("admin:events_occurrence_change", args=[restored.pk]))
    yield lead.post(reverse("admin:registration_cancel", args=[first.pk]), follow=True)
    yield lead.get(reverse("admin:events_registration_change", args=[second.pk]))
    yield from map(
        lead.get, map(reverse, ("admin:registration_count", "admin:registration_statistics", "admin:messaging_calls"))
    )
    yield lead.get(reverse("admin:registration_cancel", args=[second.pk]))


def book_by_phone(lead):
    """Book a slot by phone, and return the pages on its day and the day after."""
    slot = Slot.objects.free(clock.now()).filter(starts_at__gt=clock.now()).first()
    topic = slot.rule.topics.first()
    yield lead.get(reverse("admin:counselling_times", args=[topic.slug]))
    yield lead.get(reverse("admin:counselling_book", args=[topic.slug, slot.pk]))
    booked = lead.post(reverse("admin:counselling_book", args=[topic.slug, slot.pk]), {"name": "Frau Weber"})
    row = Booking.objects.latest("pk")
    yield lead.get(booked.url)
    Booking.objects.filter(pk=row.pk).update(interpreter=Language.objects.get(code="vi"))
    yield lead.get(reverse("admin:counselling_booking_change", args=[row.pk]))
    hour = timedelta(hours=1)
    Slot.objects.filter(pk=row.slot_id).update(starts_at=clock.now() - hour, ends_at=clock.now() - hour / 2)
    yield lead.get(reverse("admin:counselling_booking_change", args=[row.pk]))
    yield lead.get(reverse("admin:counselling_absence_ill"))


def lend_books(lead):
    """Lend and return a book and a game at the desk, refuse one, and return the pages of the library."""
    person = {"name": "Frau Weber", "contact": "weber@example.org"}
    yield lead.post(reverse("admin:library_patron_add"), person, follow=True)
    books, _is_new = MediumKind.objects.get_or_create(slug="buch", defaults={"name": "Buch"})
    title = Title.objects.create(title="Halma", medium=books, added_on=clock.today())
    Title.objects.update(parts="Spielplan, 4 Figuren")
    number = numbering.allocate(NumberKind.COPY, 2)
    copy, other = (Copy.objects.create(title=title, number=allocated, added_on=clock.today()) for allocated in number)
    desk, card = reverse("admin:library_desk_changelist"), Card.objects.valid().latest("pk").number
    yield lead.post(desk, {"scan": copy.number}, follow=True)
    LendingRules.objects.update_or_create(pk=1, defaults={"max_loans": 1})
    yield lead.post(desk, {"scan": card + copy.number}, follow=True)
    yield lead.post(desk, {"scan": other.number}, follow=True)
    yield from _hand_out(lead, desk, card, books)
    for name in ("to_fetch", "ready", "overdue", "paper_sheet", "paper_entry"):
        yield lead.get(reverse(f"admin:library_{name}"))
    sheet = {"day": clock.today().isoformat(), "form-TOTAL_FORMS": "20", "form-INITIAL_FORMS": "0"}
    line = {"form-0-time": "0:01", "form-0-copy": other.number}
    yield lead.post(reverse("admin:library_paper_entry"), sheet | line)
    scans = lead.post(reverse("admin:library_stocktake_changelist"), {"shelf": ""}).url
    yield lead.get(scans)
    yield lead.get(scans.replace("change", "ergebnis"))


def _hand_out(lead, desk, card, medium):
    """Put a copy aside for the reader, and return the page of the desk that offers to hand it out."""
    title = Title.objects.create(title="Mühle", medium=medium, added_on=clock.today())
    [number] = numbering.allocate(NumberKind.COPY)
    Copy.objects.create(title=title, number=number, added_on=clock.today())
    reservations.reserve(title, Requester.of(Card.objects.get(number=card).patron), uuid4())
    yield lead.post(desk, {"do": "finish"}, follow=True)
    yield lead.post(desk, {"scan": number}, follow=True)
    yield lead.post(desk, {"scan": card}, follow=True)


def import_titles(lead):
    """Have a file with a title and a wrong row read, choose the newest copies, and return the pages."""
    batch = reading.start("liste.csv", b"Titel;Autor\nProbebuch;Frau Probe\n;Frau Probe\n")
    reading.read.call(batch.pk)
    yield lead.get(reverse("admin:library_catalogueimport_change", args=[batch.pk]))
    yield lead.get(reverse("admin:library_labels") + "?neueste=3")
    with override_settings(LIBRARY_SRU_URL="https://sru.example/"):
        yield lead.get(reverse("admin:library_title_add"))


def prepare_an_issue(lead):
    """Create an issue with pages without text, and return its pages; then publish it, with a subscriber."""
    issue = make_issue(texts=["Die Linde bleibt", "", "", ""], status=Issue.Status.DRAFT, published_on=clock.today())
    yield lead.get(reverse("admin:newspaper_issue_pages", args=[issue.pk]))
    yield lead.get(reverse("admin:newspaper_issue_change", args=[issue.pk]))
    yield lead.get(reverse("admin:newspaper_page_change", args=[issue.pages.first().pk]))
    yield lead.get(reverse("admin:newspaper_article_add"))
    Page.objects.filter(issue=issue, number=2).update(state=Page.State.FAILED)
    yield lead.get(reverse("admin:newspaper_issue_pages", args=[issue.pk]))
    for names in (["kasch.pdf"], ["a.pdf", "b.pdf"]):
        upload = ArchiveUpload.objects.create(name=names[0], state=ArchiveUpload.State.READY)
        for position, name in enumerate(names):
            ArchiveFile.objects.create(upload=upload, position=position, name=name, state=ArchiveFile.State.PROPOSED)
        yield lead.get(reverse("admin:newspaper_archiveupload_change", args=[upload.pk]))
    Issue.objects.all().publish()
    subscriptions.add_on_paper("ada@example.org", [newsletter_of(IssueByMail.key)])
    yield lead.get("/admin/")


def hide_a_name(lead):
    """Ask for a name to be hidden, look where it stands, hide it, and return the pages."""
    make_issue(2, 2001, texts=["Frau Anna Probe backt Brot."])
    row = removal_requests.create("Anna Probe", "2/2001", uuid4(), name="Anna Probe", email="anna@example.org")
    yield lead.get(reverse("admin:newspaper_removalrequest_change", args=[row.pk]))
    sent = {"term": "Anna Probe", "reason": "asked", "everywhere": "on"}
    address = reverse("admin:newspaper_hiddenterm_add")
    looked = lead.post(address, {**sent, "do": "look"})
    yield looked
    places = sorted(looked.context["found"].keys)
    yield lead.post(address, {**sent, "do": "hide", "stelle": places}, follow=True)


def cancel_in_list(date):
    """Return the form data for cancelling a date."""
    return {"action": "cancel_dates", "_selected_action": [date.pk], "reason": "krank"}


def words_of(page):
    """Return the texts on a page: each element alone and with its descendants, and button labels."""
    for element in page:
        if element.tag in ("script", "style"):
            continue
        yield element.text
        yield from (" ".join(child.split()) for child in element.children if isinstance(child, str))
        if element.tag == "input" and element.get("type") == "submit":
            yield element["value"]
        # The buttons of the editor are put there by a script, which finds their words here.
        yield from json.loads(element.get("data-richtext") or "{}").values()


ANSWER = {"answer": "Ja, gern.", "notify": "with", "_confirmed": "1"}


@pytest.fixture
def messages_of_all_kinds(message_section):
    """Create calls, letters and an undelivered mail; return their admin URLs."""
    for channel in Channel:
        message_section.send_message(channel, channel, to="0371 12345", desk_url="/admin/")
    reached = message_section.send_message("reached", Channel.PHONE)
    manual_delivery.mark_reached(reached)
    bounced = message_section.send_message("bounced", desk_url="/admin/")
    Message.objects.filter(pk=bounced.pk).update(state=Message.State.FAILED, finished_at=clock.now())
    calls, letters = reverse("admin:messaging_calls"), reverse("admin:messaging_letters")
    return [calls, letters, reverse("admin:messaging_undelivered", args=[bounced.pk])]


@pytest.fixture
def on_screen(demo_house, admin_user, messages_of_all_kinds):
    """Return all texts of the admin and of the pages that the handbook links to."""
    lead = Client()
    lead.force_login(admin_user)
    BarrierReport.objects.create(description="Die Tür klemmt.")
    LogEntry.objects.log_actions(admin_user.pk, ClosingDay.objects.all()[:1], CHANGE, "geändert", single_object=True)
    closing = {"name": "Betriebsausflug", "first_day": "2027-01-14", "last_day": "2027-01-14"}
    responses = [
        Client().get(reverse("admin:login")),
        *map(lead.get, addresses()),
        *map(lead.get, messages_of_all_kinds),
        lead.post(reverse("admin:house_closingday_add"), closing),
        lead.get(reverse("admin:newsletters_send", args=["events:plan", "2026-12"])),
        lead.get(reverse("admin:newspaper_month_text", args=[2026, 12])),
        *prepare_a_month(lead),
        *fill_a_date(lead),
        *book_by_phone(lead),
        *lend_books(lead),
        *import_titles(lead),
        *prepare_an_issue(lead),
        *hide_a_name(lead),
        lead.post(Inquiry.objects.last().desk_url, ANSWER, follow=True),
        lead.post(reverse("admin:events_event_add"), DRAFT, follow=True),
        *pages_of_roles(admin_user),
    ]
    read = {word.strip().removesuffix(":") for response in responses for word in words_of(parse(response))}
    return {word for word in read if 0 < len(word) < 120}


# Plain words that we would not write otherwise.
PLAIN = {"0 of %(cnt)s selected", "Select all %(total_count)s %(module_name)s"}


def sentences_of_django():
    """Return patterns of the German sentences of Django's catalogues, of four words or more."""
    folder = Path(django.__file__).parent
    for name in ("conf/locale/de", "contrib/admin/locale/de", "contrib/auth/locale/de"):
        for entry in polib.pofile(str(folder / name / "LC_MESSAGES" / "django.po")):
            for text in (entry.msgstr, *entry.msgstr_plural.values()):
                if len(text.split()) >= 4 and entry.msgid not in PLAIN:
                    yield re.compile(re.sub(r"%\\\(\w+\\\)[sd]|%s|\\{\w*\\}", ".+", re.escape(text)))


def test_every_quoted_button_and_field_is_on_a_page_and_no_sentence_is_django_s(on_screen, client, admin_user):
    patterns = list(sentences_of_django())
    assert len(patterns) > 100
    assert sorted(text for text in on_screen for pattern in patterns if pattern.fullmatch(text)) == []
    client.force_login(admin_user)
    quoted = {label.text for label in parse(client.get(EVERYTHING)).all("b", class_="on-screen")}
    assert len(quoted) > 80
    # "…" stands for what differs from month to month.
    patterns = {text: re.compile(re.escape(text).replace("…", ".+")) for text in quoted}
    missing = [text for text, pattern in patterns.items() if not any(map(pattern.fullmatch, on_screen))]
    assert sorted(missing) == []
