"""Changes since the plan was printed: marked by printing, shown on a page, a sheet, the foyer and the month."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from events.models import AcceptedConflict, Event, Occurrence, PrintedPlan, UndoStep
from events.planning.change_descriptions import lines, number_of_changes
from events.planning.printed_plans import mark_printed, since_print
from events.scheduling import changes
from kasch_site.common import clock, sections
from tests.support.browser.markup import parse
from tests.support.files.plan_reader import letter_boxes, links, plan_text, sheet_sizes, tags, type_sizes
from tests.support.toys import toy_section

DECEMBER = date(2026, 12, 1)
MONTH = "/veranstaltungen/2026/12/"
PAGE, SHEET = f"{MONTH}aenderungen/", f"{MONTH}aenderungen.pdf"


def changed_lines():
    """Return the changes of the month, one line each."""
    return [
        f"{line.day:%d.%m.} {line.title}: {line.tag}. {' '.join(line.sentences)}"
        for line in lines(since_print(DECEMBER))
    ]


def print_it(editor, how="mark"):
    return editor.post("/admin/events/printedplan/2026/12/drucken/", {"format": how})


# Marking


def test_viewing_the_plan_does_not_mark_it_as_printed(client, editor, single):
    single()
    for query in ("", "?format=gross", "?format=a3"):
        assert editor.get(f"{MONTH}plan.pdf{query}").status_code == 200
    assert editor.get("/admin/events/printedplan/2026/12/drucken/").status_code == 405
    assert not PrintedPlan.objects.exists()


@pytest.mark.parametrize(
    ("how", "address"),
    [
        ("a4", f"{MONTH}plan.pdf"),
        ("gross", f"{MONTH}plan.pdf?format=gross"),
        ("a3", f"{MONTH}plan.pdf?format=a3"),
        ("mark", "/admin/events/printedplan/2026/12/#drucken"),
        ("fax", "/admin/events/printedplan/2026/12/#drucken"),
    ],
)
def test_the_button_marks_and_opens_the_plan(editor, single, how, address):
    single()
    assert print_it(editor, how).url == address
    assert PrintedPlan.objects.get().first_day == DECEMBER


def test_the_same_plan_in_three_sizes_is_one_edition_and_a_changed_one_is_another(editor, single):
    row = single()
    for how in ("a4", "gross", "a3"):
        print_it(editor, how)
    assert PrintedPlan.objects.count() == 1
    changes.cancel(row, "krank")
    print_it(editor)
    assert PrintedPlan.objects.count() == 2
    assert changed_lines() == []


def test_an_edition_stores_only_public_data(single, hall):
    row = single(room=hall, description="<p>Leise</p>")
    single("Entwurf", status=Event.Status.DRAFT)
    changes.cancel(single("Chor", day=9), "Frau Beispiel ist krank")
    edition = mark_printed(DECEMBER)
    key = f"events:{row.uid.hex}"
    assert edition.rows[0] == [
        key, "Adventslesung", "2026-12-08T09:00:00+00:00", "2026-12-08T11:00:00+00:00", False, "Saal", "planned",
    ]  # fmt: skip
    assert len(edition.rows) == 2
    assert "Beispiel" not in str(edition.rows)


# Kinds of changes


def test_each_kind_of_change_is_listed_in_the_order_of_the_plan(single, hall, cafe):
    cancelled, moved = single("Lesung", day=3, room=hall), single("Chor", day=4, room=hall)
    later, elsewhere = single("Yoga", day=5, room=hall), single("Tanz", day=6, room=hall)
    retitled, gone, restored = single("Basteln", day=7), single("Schach", day=8), single("Kino", day=9)
    single("Unverändert", day=10)
    changes.cancel(restored, "Beamer kaputt")
    mark_printed(DECEMBER)
    changes.cancel(cancelled, "Kursleitung ist krank")
    changes.move(moved, moved.starts_at + timedelta(days=2, hours=1), moved.ends_at + timedelta(days=2, hours=1))
    changes.move(later, later.starts_at + timedelta(hours=1), later.ends_at + timedelta(hours=1))
    changes.relocate(elsewhere, room=cafe)
    changes.retitle(retitled, "Sterne basteln")
    gone.delete()
    changes.restore(restored)
    single("Adventssingen", day=11, room=cafe)
    assert changed_lines() == [
        "03.12. Lesung: Entfällt. Kursleitung ist krank",
        "04.12. Chor: Verlegt. Jetzt am So, 6. Dezember 2026, 11–13 Uhr.",
        "05.12. Yoga: Verlegt. Jetzt 11–13 Uhr statt 10–12 Uhr.",
        "06.12. Tanz: Anderer Ort. Café statt Saal.",
        "07.12. Basteln: Anderer Titel. Heißt jetzt: Sterne basteln.",
        "08.12. Schach: Entfällt. Steht nicht mehr im Kalender.",
        "09.12. Kino: Findet statt. Findet doch statt.",
        "11.12. Adventssingen: Neu. Café. Steht nicht im gedruckten Plan.",
    ]


def test_an_entry_moved_to_another_month_is_not_reported_as_removed(single):
    row = single(day=30)
    mark_printed(DECEMBER)
    start = clock.local(date(2027, 1, 7), time(10))
    changes.move(row, start, start + timedelta(hours=2))
    assert changed_lines() == ["30.12. Adventslesung: Verlegt. Jetzt am Do, 7. Januar 2027, 10–12 Uhr."]


def test_withdrawn_entries_are_reported_as_cancelled(single):
    row = single()
    mark_printed(DECEMBER)
    Event.objects.filter(pk=row.event_id).withdraw()
    assert changed_lines() == ["08.12. Adventslesung: Entfällt. Steht nicht mehr im Kalender."]


def test_a_month_that_was_never_printed_has_no_changes(single, django_assert_num_queries):
    single()
    assert since_print(DECEMBER) is None


def test_every_room_of_the_house_is_compared(monkeypatch, single):
    mark_printed(DECEMBER)
    start = clock.local(date(2026, 12, 12), time(9))
    entry = sections.Entry("toy:1", "Sprechstunde", start, start + timedelta(hours=1), "/toy/", "toy", changed_at=start)
    monkeypatch.setattr(toy_section.section, "entries", lambda *_args, **_more: [entry], raising=False)
    monkeypatch.setattr("kasch_site.common.sections.registry.sections", lambda: (toy_section.section,))
    assert changed_lines() == ["12.12. Sprechstunde: Neu. Steht nicht im gedruckten Plan."]


def test_the_same_change_of_several_dates_counts_once(single):
    rows = [single("Chor", day=day) for day in (1, 8)]
    mark_printed(DECEMBER)
    for row in rows:
        changes.cancel(row, "krank")
    assert number_of_changes(lines(since_print(DECEMBER))) == 1
    single("Lesung", day=9)
    assert number_of_changes(lines(since_print(DECEMBER))) == 2


# Where changes are shown


def test_the_page_lists_changes_by_day_with_links(client, house, single):
    row = single()
    mark_printed(DECEMBER)
    assert "Er stimmt noch" in client.get(PAGE).content.decode()
    changes.cancel(row, "Kursleitung ist krank")
    main = parse(client.get(PAGE)).one("main")
    assert (
        "Der Monatsplan Dezember 2026 wurde am 22. November 2026 gedruckt. Seitdem gibt es eine Änderung." in main.text
    )
    assert "Dienstag, 8. Dezember 10–12 Uhr Adventslesung Entfällt Kursleitung ist krank" in main.text
    assert SHEET in [link["href"] for link in main.all("a")]
    assert row.get_absolute_url() in [link["href"] for link in main.all("a")]


@pytest.mark.parametrize("address", [PAGE, SHEET, "/veranstaltungen/2026/13/aenderungen/"])
def test_without_an_edition_the_page_gives_the_reason(client, house, address):
    response = client.get(address)
    assert response.status_code == 404
    assert ("noch nicht gedruckt" in response.content.decode()) == ("/12/" in address)


def test_a_month_with_one_digit_is_redirected(client, house, db):
    PrintedPlan.objects.create(year=2026, month=3, made_at=clock.now(), rows=[])
    for kind in ("aenderungen/", "aenderungen.pdf"):
        assert client.get(f"/veranstaltungen/2026/3/{kind}").url == f"/veranstaltungen/2026/03/{kind}"


def test_the_month_page_and_the_foyer_screen_show_changes_at_once(client, house, single):
    row = single(day=1)
    mark_printed(DECEMBER)
    for address in (MONTH, "/heute/"):
        assert "dem Druck des Plans" not in client.get(address).content.decode()
    changes.cancel(row, "Kursleitung ist krank")
    note = parse(client.get(MONTH)).one("p", class_="printed-note")
    assert note.text == "Seit dem Druck des Plans gibt es eine Änderung"
    assert note.one("a")["href"] == PAGE
    foyer = parse(client.get("/heute/")).one("p", class_="foyer-notice").text
    assert (
        foyer == "Geändert seit dem Druck des Plans: Di, 1. Dezember: Adventslesung – Entfällt: Kursleitung ist krank"
    )


def test_the_foyer_screen_omits_past_changes(client, house, single, in_november):
    row = single(day=1)
    mark_printed(DECEMBER)
    changes.cancel(row, "krank")
    in_november.move_to(datetime(2026, 12, 2, 8).astimezone())
    assert "Geändert seit dem Druck" not in client.get("/heute/").content.decode()


def test_staff_are_reminded_to_print_and_to_put_up_the_sheet(editor, single):
    def todo():
        return [item.text for item in parse(editor.get("/admin/")).one("ul", class_="todos").all("li")]

    row = single(place="Kirche")
    assert "Der Plan für Dezember ist noch nicht gedruckt." in todo()
    mark_printed(DECEMBER)
    changes.cancel(row, "krank")
    (reminder,) = (text for text in todo() if "Seit dem Druck" in text)
    assert "hat sich ein Termin geändert" in reminder


@pytest.mark.parametrize("number", [5, 60])
def test_the_page_has_a_constant_query_count(client, house, single, number, django_assert_max_num_queries):
    rows = [single(f"Treff {index}", day=1 + index % 28) for index in range(number)]
    mark_printed(DECEMBER)
    for row in rows:
        changes.cancel(row, "krank")
    with django_assert_max_num_queries(14):
        assert client.get(PAGE).status_code == 200


def test_a_month_that_was_not_printed_costs_visitors_at_most_one_query(
    client, house, single, django_assert_num_queries
):
    single()
    since_print(DECEMBER)
    with django_assert_num_queries(1):  # the stamp of what is remembered
        since_print(DECEMBER)


# The sheet


@pytest.fixture
def pdf(client, house, single, hall):
    rows = [single(f"Treff {index}", day=1 + index % 28, room=hall) for index in range(30)]
    mark_printed(DECEMBER)
    for row in rows[::2]:
        changes.cancel(row, "Kursleitung ist krank")
    for row in rows[1::2]:
        changes.relocate(row, place="Stadtteilbibliothek")
    return client.get(SHEET).content


def test_the_sheet_lists_all_changes_in_readable_type(pdf):
    text = plan_text(pdf)
    assert "Geändert seit dem Druck Monatsplan Dezember 2026 Plan gedruckt am 22. November 2026" in text.replace(
        "\u00a0", " "
    )
    assert all(f"Treff {index} · 10–12 Uhr" in text for index in range(30))
    assert "Stadtteilbibliothek statt Saal." in text
    assert min(type_sizes(pdf)) >= 11


def test_the_sheet_is_small_and_complete(pdf):
    assert set(sheet_sizes(pdf)) == {(148, 210)}
    for _page, left, bottom, right, top, width, height in letter_boxes(pdf):
        assert 0 < left < right < width
        assert 0 < bottom < top < height


def test_the_sheet_is_tagged_and_its_drawing_has_a_text_alternative(pdf):
    kinds = tags(pdf)
    assert [kind for kind, _alt in kinds].count("H1") == 1
    assert [kind for kind, _alt in kinds].count("H2") == 28
    assert all(alt for kind, alt in kinds if kind == "Figure")
    assert links(pdf) == [f"http://testserver{PAGE}"]
    assert b"pdfuaid" in pdf


def test_the_sheet_accepts_any_characters_in_titles(client, house, single):
    row = single('#import "x" $a$ \u202e Große \U0001f384 مرحبا' + "x" * 60)
    mark_printed(DECEMBER)
    changes.cancel(row, "]#panic()" + "ß" * 90)
    response = client.get(SHEET)
    assert response.status_code == 200
    for _page, left, _bottom, right, _top, width, _height in letter_boxes(response.content):
        assert 0 < left < right < width


def test_the_sheet_without_changes_says_that_the_plan_is_valid(client, house, single):
    single()
    mark_printed(DECEMBER)
    response = client.get(SHEET)
    assert "Der gedruckte Plan stimmt. Es hat sich nichts geändert." in plan_text(response.content)
    assert re.search(r'inline; filename="monatsplan-2026-12-aenderungen.pdf"', response["Content-Disposition"])
    assert client.get(SHEET, headers={"If-None-Match": response["ETag"]}).status_code == 304


# Constraints


@pytest.mark.parametrize(("year", "month"), [(2026, 0), (2026, 13), (1999, 1), (2101, 1)])
@pytest.mark.parametrize("model", [PrintedPlan, AcceptedConflict, UndoStep])
def test_an_invalid_month_is_not_found(db, model, year, month):
    needed = {
        PrintedPlan: {"made_at": clock.now(), "rows": []},
        AcceptedConflict: {"conflict_key": "room-1"},
        UndoStep: {"made_at": clock.now(), "kind": UndoStep.Kind.DECIDED, "changes": []},
    }[model]
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(year=year, month=month, **needed)


def test_a_conflict_is_accepted_once(db):
    AcceptedConflict.objects.create(year=2026, month=12, conflict_key="room-1")
    with pytest.raises(IntegrityError), transaction.atomic():
        AcceptedConflict.objects.create(year=2026, month=12, conflict_key="room-1")


def test_printing_does_not_change_dates(single):
    row = single()
    before = Occurrence.objects.filter(pk=row.pk).values().get()
    mark_printed(DECEMBER)
    assert Occurrence.objects.filter(pk=row.pk).values().get() == before
