"""The demo house is full of entries whenever it is loaded."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db.models import CharField, TextField

from events.models import Event, Occurrence, Series
from events.planning.change_descriptions import lines
from events.planning.printed_plans import printed_months, since_print
from kasch_site.common import clock
from kasch_site.common.models import Picture
from kasch_site.common.search import indexing
from kasch_site.common.sections import double_bookings, entries, sections
from kasch_site.groups.models import Group
from kasch_site.home import house_files
from kasch_site.home.house_files import DEMO_FOLDER, accounts, pictures
from kasch_site.home.house_files.newspaper import writing
from kasch_site.home.house_files.reading import days
from kasch_site.home.house_files.scale import library as library_scale
from kasch_site.home.house_files.scale import newspaper as newspaper_scale
from kasch_site.home.models import Notice
from kasch_site.house.models import House, Room, SpecialPeriod
from kasch_site.house.opening.status import open_now
from kasch_site.pages.models import Page
from kasch_site.worker.execution import run_due_jobs
from kasch_site.worker.periodic import schedule
from tests.proving import amount

CHEMNITZ = ZoneInfo("Europe/Berlin")
# The three first ones in `make test`.
MOMENTS = [
    datetime(2028, 2, 29, 23, 59),
    datetime(2031, 12, 26, 0, 0),  # public holiday and closing day
    datetime(2036, 3, 30, 3, 0),  # Sunday, the hour before was skipped; school holidays are samples by then
    datetime(2026, 1, 31, 12, 0),
    datetime(2027, 12, 24, 9, 0),  # Friday, the house is closed
    datetime(2029, 10, 28, 2, 30),  # Sunday, an hour that comes twice
]


@pytest.fixture
def no_pictures(monkeypatch):
    """Skip files of pictures, typesetting of the paper and the index: they are slow, and no date depends on them."""
    monkeypatch.setattr(indexing, "index", lambda *_records: 0)
    monkeypatch.setattr(writing, "printed", lambda _paper, issue: str(issue.appearance).encode())
    monkeypatch.setattr(pictures, "add_picture", _picture_without_file)


def _picture_without_file(title, _image, alt, **fields):
    return Picture.objects.bulk_create([Picture(title=title, alt=alt, **fields)])[0]


@pytest.fixture
def travel():
    """Set the clock of the house."""
    travellers = []

    def to(moment):
        traveller = time_machine.travel(moment.replace(tzinfo=CHEMNITZ), tick=False)
        traveller.start()
        travellers.append(traveller)

    yield to
    for traveller in reversed(travellers):
        traveller.stop()


def planned(first, last):
    """Return the entries from the first to the last day, inclusive."""
    all_entries = entries(clock.local(first), clock.local(last + timedelta(days=1)))
    return [entry for entry in all_entries if not entry.is_cancelled]


@pytest.mark.django_db
@pytest.mark.pages
@pytest.mark.parametrize("moment", MOMENTS[: amount(3, len(MOMENTS))], ids=lambda moment: f"{moment:%Y-%m-%d}")
def test_the_demo_has_entries_in_every_month_day_and_section_on_any_loading_day(no_pictures, travel, moment, proof):
    travel(moment)
    house_files.load(DEMO_FOLDER)
    today = moment.date()
    month = clock.previous_month(today)
    for _number in range(1 + 1 + days.AHEAD):
        assert len(planned(month, clock.next_month(month) - timedelta(days=1))) >= 30, month
        month = clock.next_month(month)
    assert len(planned(today, today)) >= 2
    for number in range(70):
        day = today + timedelta(days=number)
        assert planned(day, day), day
    weeks = planned(today - timedelta(days=7), today + timedelta(days=35))
    assert {entry.room_id for entry in weeks} >= {room.pk for room in Room.objects.all()}
    assert {entry.category.name for entry in weeks if entry.category} >= {
        "Bewegung",
        "Handwerk",
        "Kurse",
        "Familie",
        "Stadtteil",
    }
    assert double_bookings(entries(clock.local(days.first_day(today)), clock.local(days.last_day(today)))) == []
    assert len([line for month in printed_months() for line in lines(since_print(month))]) >= 2
    assert len(Notice.objects.visible_on()) >= 3
    assert SpecialPeriod.objects.filter(kind="school").between(today, today + timedelta(days=400)).count() >= 3
    proof(f"loaded on {today}: {len(weeks)} entries in six weeks")


@pytest.mark.django_db
@pytest.mark.sqlite  # which the demo uses
def test_three_months_later_daily_jobs_have_kept_the_demo_full(no_pictures, travel):
    travel(datetime(2026, 11, 24, 12))
    house_files.load(DEMO_FOLDER)
    travel(datetime(2027, 2, 24, 12))
    schedule(clock.today())
    run_due_jobs("test")
    last = days.last_day(clock.today())
    assert planned(last.replace(day=1), last)


def test_the_demo_has_records_of_every_kind_for_staff(demo_house):
    assert set(Series.objects.values_list("frequency", flat=True)) == set(Series.Frequency.values)
    assert Series.objects.filter(interval=2).exists()
    assert Series.objects.filter(nth=-1).exists()
    assert Series.objects.exclude(until=None).exists()
    assert Series.objects.exclude(count=None).exists()
    assert Occurrence.objects.filter(series=None, is_all_day=False).exists()
    assert Occurrence.objects.filter(is_all_day=True).exists()
    changed = Occurrence.objects.filter(is_different=True)
    assert changed.filter(status="cancelled").exclude(reason="").exists()
    assert changed.exclude(title="").exists()
    assert changed.exclude(room=None).exists()
    assert Occurrence.objects.filter(status="cancelled", reason__startswith="Feiertag").exists()
    assert Event.objects.drafts().exists()
    for field in ("cost_note", "sign_up_note", "bring_along", "place"):
        assert Event.objects.exclude(**{field: ""}).exists(), field
    assert set(Group.objects.values_list("kind", flat=True)) == set(Group.Kind.values)


@pytest.mark.pages
def test_the_house_is_open_during_its_opening_hours(demo_house):
    for moment, is_open in [
        (datetime(2026, 11, 24, 17, 59), True),
        (datetime(2026, 11, 24, 18, 0), False),
        (datetime(2026, 11, 27, 14, 0), False),
        (datetime(2026, 11, 18, 12, 0), False),  # Buß- und Bettag
        (datetime(2026, 12, 28, 12, 0), False),  # between Christmas and New Year
    ]:
        assert open_now(moment.replace(tzinfo=CHEMNITZ)).is_open is is_open, moment


def test_no_text_contains_typesetting_remnants(demo_house):
    for text in all_texts():
        assert not re.search(r"lorem|ipsum|dolor sit|blindtext|todo|xxx", text, re.IGNORECASE), text
        # Typewriter quotes and three dots are not German typography.
        visible = re.sub(r"<[^>]*>", "", text)
        assert not re.search(r"\"|\.\.\.|  | ,", visible), text


def all_texts():
    for section in sections():
        for label in section.watches:
            model = apps.get_model(label)
            names = [field.name for field in model._meta.fields if isinstance(field, CharField | TextField)]
            for row in model._base_manager.values_list(*names) if names else ():
                yield from filter(None, row)


def test_links_in_pages_groups_and_notices_have_targets(demo_house, client):
    bodies = [*Page.objects.values_list("body", flat=True), *Group.objects.values_list("description", flat=True)]
    links = set(re.findall(r'href="(/[^"]*)"', " ".join(bodies)))
    links |= {link for link in Notice.objects.values_list("link", flat=True) if link}
    assert len(links) > 8
    for link in sorted(links):
        assert client.get(link).status_code == 200, link


def test_legal_pages_mark_what_the_association_must_fill_in(demo_house):
    for role in ("imprint", "privacy", "accessibility"):
        assert "<mark>[bitte" in Page.objects.get(role=role).body, role
    imprint = Page.objects.get(role="imprint").body
    for blank in (
        "Registernummer",
        "vertretungsberechtigten",
        "Umsatzsteuer-Identifikationsnummer",
        "Stadtteilzeitung",
    ):
        assert re.search(rf"<mark>[^<]*{blank}", imprint), blank


def test_every_language_of_the_site_has_a_welcome_page(demo_house, settings, client):
    for code, _name in settings.LANGUAGES:
        if code != settings.LANGUAGE_CODE:
            page = client.get(f"/{code}/")
            assert page.status_code == 200
            assert "Leipziger Straße 39" in page.content.decode()


def test_the_pictures_are_described_and_each_is_used(demo_house, settings):
    used = {key for model in (Group, Event, Page, Room) for key in model.objects.values_list("picture", flat=True)}
    for picture in Picture.objects.all():
        assert picture.alt
        assert picture.pk in used, picture
        assert (settings.MEDIA_ROOT / picture.file.name).exists()


def test_the_demo_accounts_can_log_in_with_the_published_passwords(demo_house, settings):
    assert {account.name for account in accounts.accounts_of(DEMO_FOLDER)} == set(settings.DEMO_ACCOUNTS)
    for account in accounts.accounts_of(DEMO_FOLDER):
        user = authenticate(username=account.name, password=account.password)
        assert user.is_staff
        assert not user.is_superuser
        assert [group.name for group in user.groups.all()] == [account.role]
        assert "Beispiel" in user.get_full_name()


def test_loading_twice_changes_nothing(demo_house):
    before = Occurrence.objects.count(), Event.objects.count(), Page.objects.count()
    with pytest.raises(CommandError, match="house in this database already"):
        call_command("demo", verbosity=0)
    call_command("demo", if_empty=True)
    assert (Occurrence.objects.count(), Event.objects.count(), Page.objects.count()) == before


@pytest.mark.django_db
def test_a_house_edited_by_staff_is_not_changed(house):
    for arguments in ({}, {"with_scale": True}):
        with pytest.raises(CommandError):
            call_command("demo", verbosity=0, **arguments)
    call_command("demo", if_empty=True)
    assert House.objects.get().name == house.name
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_a_failed_loading_leaves_the_database_empty(no_pictures, monkeypatch):
    def fail(folder):
        raise RuntimeError

    monkeypatch.setattr(accounts, "write", fail)
    with pytest.raises(RuntimeError):
        call_command("demo", verbosity=0)
    assert house_files.is_empty()


@pytest.mark.sqlite  # which the demo uses
def test_bulk_dates_are_added_once_and_without_room_conflicts(demo_house, no_pictures, monkeypatch):
    monkeypatch.setattr(library_scale, "TITLES", 20)
    monkeypatch.setattr(newspaper_scale, "ISSUES", 2)
    before = Occurrence.objects.count()
    call_command("demo", with_scale=True, verbosity=0)
    added = Occurrence.objects.filter(event__slug__startswith="beispieltermin-")
    assert added.count() == 20_000 == Occurrence.objects.count() - before
    years = added.order_by("starts_at").last().starts_at - added.order_by("starts_at").first().starts_at
    assert timedelta(days=3640) < years < timedelta(days=3660)
    assert double_bookings(entries(clock.local(clock.today()), clock.local(clock.today() + timedelta(days=60)))) == []
    with pytest.raises(CommandError, match="there already"):
        call_command("demo", with_scale=True, verbosity=0)
