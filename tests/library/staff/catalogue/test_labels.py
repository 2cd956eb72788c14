"""The pages for labels and cards: chosen, newest, ahead; and the stock as a file."""

import csv
from io import BytesIO, StringIO

import pypdfium2
import pytest

from kasch_site.common.admin.optimistic_locking.submissions import FORM_KEY
from library.catalogue.imports import entries
from library.models import Card, NumberKind, NumberRange, NumberSequence, Subject
from library.models.numbers import number_of

PAGE = "/admin/library/copy/etiketten/"


@pytest.fixture
def staff(client, django_user_model, house):
    client.force_login(django_user_model.objects.create_superuser("chef", password="x"))
    return client


def text_of(response):
    assert response["Content-Type"] == "application/pdf", response.content[:200]
    return pypdfium2.PdfDocument(BytesIO(response.content))[0].get_textpage().get_text_range()


def sheet(numbers, **changes):
    return {"number": numbers, "sheet": "zweckform-3474", "start": "1", **changes}


def test_copies_chosen_in_the_list_are_printed(staff, make_copy, make_title):
    chosen, other = make_copy(make_title("Momo")), make_copy(make_title("Krabat"))
    page = staff.post("/admin/library/copy/", {"action": "print_labels", "_selected_action": [chosen.pk]})
    assert page.context["numbers"] == [chosen.number]
    text = text_of(staff.post(f"{PAGE}pdf/", sheet(page.context["numbers"])))
    assert "Momo" in text
    assert other.number not in text


def test_the_newest_copies_are_printed(staff, make_copy):
    copies = [make_copy() for _number in range(3)]
    assert staff.get(f"{PAGE}?neueste=2").context["numbers"] == [copy.number for copy in copies[1:]]


@pytest.mark.parametrize(("kind", "cards"), [("2", 0), ("4", 24)])
def test_numbers_ahead_are_taken_once_and_printed_again(staff, kind, cards):
    page = staff.post(f"{PAGE}im-voraus/", {"kind": kind, "count": "24"}, follow=True)
    numbers = page.context["numbers"]
    assert numbers == [number_of(kind, serial) for serial in range(1, 25)]
    for _again in range(2):
        assert numbers[23] in text_of(staff.post(f"{PAGE}pdf/", sheet(numbers)))
    assert NumberSequence.objects.get(kind=kind).next_serial == 25
    assert Card.objects.blank().count() == cards


def allocate_ahead(staff, form_key, **choice):
    return staff.post(f"{PAGE}im-voraus/", {FORM_KEY: form_key, "kind": "2", "count": "24", **choice}, follow=True)


@pytest.mark.parametrize("kind", ["2", "4"])
def test_a_form_that_is_sent_twice_takes_one_range_of_numbers(staff, kind):
    form_key = staff.get(PAGE).context["form_key"][1]
    first, again = (allocate_ahead(staff, form_key, kind=kind) for _time in range(2))
    assert first.context["numbers"] == again.context["numbers"]
    assert "es sind dieselben noch einmal" in again.content.decode()
    assert (NumberSequence.objects.get(kind=kind).next_serial, NumberRange.objects.count()) == (25, 1)
    assert Card.objects.blank().count() == (24 if kind == "4" else 0)


def test_another_choice_or_a_page_loaded_again_takes_other_numbers(staff):
    form_key = staff.get(PAGE).context["form_key"][1]
    allocate_ahead(staff, form_key)
    assert allocate_ahead(staff, form_key, count="3").context["first"] == 25
    page = allocate_ahead(staff, staff.get(PAGE).context["form_key"][1])
    assert (page.context["first"], page.context["last"]) == (28, 51)
    assert [taken.first for taken, _address in page.context["ranges"]] == [28, 25, 1]


def test_reading_takes_no_number(staff):
    staff.get(f"{PAGE}?art=2&von=1&anzahl=10")
    assert NumberSequence.objects.count() == 0


def test_numbers_that_were_never_given_out_are_not_printed(staff):
    response = staff.post(f"{PAGE}pdf/", sheet([number_of(NumberKind.COPY, 5)]))
    assert response.status_code == 302


@pytest.mark.parametrize(
    "query", ["neueste=x", "neueste=99999999999", "art=9&von=1&anzahl=1", "art=2&von=0&anzahl=0", "von=²"]
)
def test_nonsense_in_the_address_chooses_nothing(staff, query):
    assert staff.get(f"{PAGE}?{query}").context["numbers"] == []


@pytest.mark.parametrize("changes", [{"start": "25"}, {"start": "0"}, {"sheet": "x"}, {"start": "x"}])
def test_a_wrong_place_on_the_sheet_is_named_and_the_choice_stays(staff, make_copy, changes):
    copy = make_copy()
    page = staff.post(f"{PAGE}pdf/", sheet([copy.number], **changes))
    assert page.context["form"].errors
    assert page.context["numbers"] == [copy.number]


def test_a_blocked_card_is_not_printed(staff, make_patron):
    card = make_patron("Frau Beispiel").cards.get()
    assert "Frau Beispiel" in text_of(staff.post(f"{PAGE}pdf/", sheet([card.number])))
    card.blocked_on = "2026-11-01"
    card.save()
    assert staff.post(f"{PAGE}pdf/", sheet([card.number])).status_code == 302


def test_only_users_with_permission_see_names_of_patrons(client, django_user_model, house, make_patron):
    from django.contrib.auth.models import Permission

    user = django_user_model.objects.create_user("gast", password="x", is_staff=True)
    client.force_login(user)
    card = make_patron("Frau Beispiel").cards.get()
    assert client.get(PAGE).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_copy"))
    assert client.post(f"{PAGE}pdf/", sheet([card.number])).status_code == 302


def test_the_stock_as_csv_is_safe_and_can_be_read_again(staff, make_copy, make_title):
    title = make_title("=cmd|' /C calc'!A0", authors="Erika Beispiel", isbn="9783522200875", year=2013)
    title.subjects.add(Subject.objects.create(name="Krimi", slug="krimi"))
    copy = make_copy(title, shelf="Roman P")
    content = staff.get("/admin/library/copy/exemplare.csv").content
    _headings, row = csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert row[1].startswith("'=")
    (entry,) = entries.read(content).entries
    record = entry.record
    assert (record.authors, record.isbn, record.year, record.shelf) == ("Erika Beispiel", title.isbn, 2013, "Roman P")
    assert (record.number, record.subjects, record.medium) == (copy.number, ("Krimi",), "Buch")


def test_the_stock_as_marcxml_can_be_read_again(staff, make_copy, make_title):
    title = make_title("Über <uns> & andere", authors="Erika Beispiel; Max Muster", isbn="9783522200875", series="R")
    make_copy(title)
    content = b"".join(staff.get("/admin/library/title/bestand.xml").streaming_content)
    (entry,) = entries.read(content).entries
    assert (entry.record.title, entry.record.authors, entry.record.isbn) == (title.title, title.authors, title.isbn)


def test_the_lists_of_copies_and_cards_open(staff, make_copy, make_patron):
    copy = make_copy()
    make_patron()
    for address in ("copy/", f"copy/{copy.pk}/change/", "card/", "copy/?q=krabat"):
        assert staff.get(f"/admin/library/{address}").status_code == 200
