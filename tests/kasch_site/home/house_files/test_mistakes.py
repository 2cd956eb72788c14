"""An error in house files is reported with file, record and key, and nothing is loaded."""

import pytest
from django.core.management import CommandError, call_command

from kasch_site.home import house_files
from kasch_site.home.house_files import HouseFileError
from kasch_site.house.models import House

pytestmark = pytest.mark.django_db
# File, original text, its replacement, part of the message.
MISTAKES = {
    "an unknown key": (
        "groups.toml",
        "for_whom =",
        "for_who =",
        "groups.toml, group 1 (knotenrunde), for_who: there is no such key. Is it 'for_whom'? Known: slug, ",
    ),
    "an unknown key in a list": (
        "events.toml",
        'on_school_holidays = "skip"',
        'on_holidays = "skip"',
        "events.toml, event 2 (mittwochsrunde), when 1, on_holidays: there is no such key.",
    ),
    "an unknown kind of record": (
        "house.toml",
        "[[room]]",
        "[[rooms]]",
        "house.toml, rooms: there is no such key. Is it 'room'?",
    ),
    "an unknown key of the house": (
        "house.toml",
        "headline =",
        "title =",
        "house.toml, house, title: there is no such key.",
    ),
    "a missing key": (
        "notices.toml",
        "until_day = 2027-01-31",
        "",
        "notices.toml, notice 1 (Schirm gefunden), until_day: is missing. Add the line until_day = … there.",
    ),
    "a misspelt required key": (
        "house.toml",
        "operator =",
        "operater =",
        "house.toml, house, operator: is missing. Add the line operator = … there. Is it 'operater'?",
    ),
    "an unknown room": (
        "events.toml",
        'room = "Boje"',
        'room = "Bojen"',
        "event 2 (mittwochsrunde), room: there is no 'Bojen'. Is it 'Boje'? Known: Kapitänszimmer, Boje.",
    ),
    "an unknown picture": (
        "groups.toml",
        "languages =",
        'picture = "ship"\nlanguages =',
        "group 1 (knotenrunde), picture: there is no 'ship'. Known: none.",
    ),
    "an unknown topic in a list": (
        "counselling.toml",
        'topics = ["rente"]',
        'topics = ["renten"]',
        "counselling.toml, counsellor 1 (Beispiel Rentenberatung), topics: there is no 'renten'. Is it 'rente'?",
    ),
    "an account that production would let in": (
        "accounts.toml",
        'name = "leitung-demo"',
        'name = "chef"',
        "accounts.toml, account 1 (chef), name: there is no 'chef'. Known: leitung-demo, ",
    ),
    "an account with an unknown role": (
        "accounts.toml",
        'role = "Leitung"',
        'role = "Chefin"',
        "account 1 (leitung-demo), role: there is no 'Chefin'. Known: Leitung, Redaktion, Empfang, Beratung, "
        "Bibliothek, Zeitung.",
    ),
    "a date that does not exist": (
        "events.toml",
        "day = 2026-12-12",
        "day = 2026-02-30",
        "events.toml cannot be read as TOML: Invalid date",
    ),
    "a date in unknown words": (
        "events.toml",
        "day = 2026-12-12",
        'day = "Mittwoch in zwei Wochen"',
        "event 3 (deichwanderung), when 1, day: 'Mittwoch in zwei Wochen' is not understood. Write for example ",
    ),
    "a day that no year has": (
        "special_days.toml",
        '"08-01"',
        '"02-31"',
        "special_days.toml, closing_days 1 (Sommerpause), first: '02-31' is not understood.",
    ),
    "a time that does not exist": (
        "house.toml",
        '"10:00-17:00"',
        '"10-25"',
        "house.toml, opening_hours 1, time: '10-25' is not understood. Write for example \"9:30-10:30\".",
    ),
    "an unknown weekday": (
        "house.toml",
        'weekday = "Di"',
        'weekday = "Dienstag"',
        "opening_hours 1, weekday: there is no 'Dienstag'. Known: Mo, Di, Mi, Do, Fr, Sa, So.",
    ),
    "a number in quotation marks": (
        "house.toml",
        "places = 25",
        'places = "25"',
        "house.toml, room 1 (Kapitänszimmer), places: must be a whole number, such as 12; it is '25'.",
    ),
    "a number that is too small": (
        "counselling.toml",
        "which = 1",
        "which = 0",
        "counselling.toml, booking 1 (Beispiel Fiete), which: must be at least 1; it is 0.",
    ),
    "more than there is": (
        "counselling.toml",
        "which = 1",
        "which = 9999",
        "booking 1 (Beispiel Fiete), which: the topic has no 9999 free times. Take a smaller number.",
    ),
    "a change of a date that is not there": (
        "changes.toml",
        "which = 1",
        "which = 9999",
        "change_since_print 1 (knoten-knuepfen), which: the event has no 9999 dates to come. Take a smaller number.",
    ),
    "two changes at once": (
        "changes.toml",
        'room = "Boje"',
        'room = "Boje"\ncancel = "Sturm"',
        "change_since_print 1 (knoten-knuepfen): must have exactly one of title, cancel, hours_later, room; it has 2.",
    ),
    "a value that the form would refuse": (
        "house.toml",
        'phone = "04999 12 30"',
        'phone = "am Empfang"',
        "house.toml, house, phone: Bitte schreiben Sie die Nummer so: 0123 456789. Change the value.",
    ),
    "a record that the form would refuse": (
        "events.toml",
        'place = "Treffpunkt am Leuchtturm"',
        'place = "Treffpunkt am Leuchtturm"\nroom = "Boje"',
        "event 3 (deichwanderung): Bitte nur eines von beiden",
    ),
    "the same address twice": (
        "events.toml",
        'slug = "mittwochsrunde"',
        'slug = "knoten-knuepfen"',
        "events.toml, event 2 (knoten-knuepfen), slug: ",
    ),
    "an end before the beginning": (
        "events.toml",
        '"10:00-14:00"',
        '"14:00-10:00"',
        "event 3 (deichwanderung), when 1, time: Das Ende muss nach dem Beginn liegen. Change the value.",
    ),
    "more people than may register": (
        "registrations.toml",
        "people = 2",
        "people = 12",
        "registration_settings 1 (deichwanderung), registered 1 (Beispiel Antje): ",
    ),
    "an invalid mail address": (
        "subscribers.toml",
        "knotenrunde@example.org",
        "knotenrunde",
        "subscribers.toml, on_paper: ",
    ),
    "a missing text": (
        "pages.toml",
        "impressum.html",
        "impresum.html",
        "pages.toml, page 1 (Impressum), file: there is no file pages/impresum.html. Is it 'impressum.html'?",
    ),
    "an unknown time zone": (
        "house.toml",
        "sender_email =",
        'time_zone = "Europe/Musterhafen"\nsender_email =',
        "house.toml, house, time_zone: ",
    ),
    "a table instead of a list": (
        "groups.toml",
        "[[group]]",
        "[group]",
        "groups.toml, group: must be a list, such as",
    ),
}


@pytest.mark.parametrize(("file", "original", "replacement", "message"), MISTAKES.values(), ids=MISTAKES)
def test_an_error_is_reported_with_its_location_and_nothing_is_loaded(folder, file, original, replacement, message):
    text = (folder / file).read_text(encoding="utf-8")
    assert original in text
    (folder / file).write_text(text.replace(original, replacement, 1), encoding="utf-8")
    with pytest.raises(HouseFileError) as error:
        house_files.load(folder)
    assert message in str(error.value)
    assert not House.objects.exists()


def test_the_command_reports_the_error_without_a_traceback(folder):
    (folder / "notices.toml").write_text('[[notice]]\ntitle = "Schirm"\n')
    with pytest.raises(CommandError, match=r"^notices\.toml, notice 1 \(Schirm\), text: is missing"):
        call_command("demo", "--from", str(folder))


def test_an_unknown_file_name_is_reported(folder):
    (folder / "notices.toml").rename(folder / "notice.toml")
    with pytest.raises(HouseFileError, match=r"^notice\.toml is not a file of a house\. Is it 'notices\.toml'\?"):
        house_files.load(folder)


def test_invalid_toml_is_reported_with_its_line(folder):
    (folder / "notices.toml").write_text('[[notice]]\ntitle = "Schirm\n')
    with pytest.raises(HouseFileError, match=r"^notices\.toml cannot be read as TOML: .*line 2"):
        house_files.load(folder)


def test_a_folder_without_house_toml_is_reported(tmp_path):
    with pytest.raises(HouseFileError, match=r"needs at least the file house\.toml"):
        house_files.load(tmp_path)


def test_only_house_toml_is_required(folder):
    for path in folder.glob("*.toml"):
        if path.name != "house.toml":
            path.unlink()
    house_files.load(folder)
    assert House.objects.get().name == "Beispielhaus am Deich"
