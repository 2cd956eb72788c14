"""Titles in the administration: entered by ISBN, by photo or by hand; with copies and a cover."""

from io import BytesIO
from uuid import uuid4

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from kasch_site.common import clock
from kasch_site.common.models import Picture
from kasch_site.house.models import Language
from library.catalogue.copies import NumberTaken, add
from library.circulation import numbering, purchase_requests
from library.models import Copy, NumberKind, Subject, Title
from tests.support.processes.sru_server import answer, served

ISBN = "9783522200875"
ADD = "/admin/library/title/add/"
LOOK_UP = "/admin/library/title/nachschlagen/"


@pytest.fixture
def staff(client, django_user_model, book_medium):
    client.force_login(django_user_model.objects.create_superuser("chef", password="x"))
    return client


@pytest.fixture
def library(settings):
    with served() as (played, address):
        settings.LIBRARY_SRU_URL = address
        played.content = answer((ISBN, "Krabat"))
        yield played


def fields(book_medium, **changes):
    return {"title": "Krabat", "medium": book_medium.pk, "copies": "1", "_form_key": "", **changes}


def photo(text=ISBN, kind=zxingcpp.BarcodeFormat.EAN13):
    image = Image.fromarray(zxingcpp.create_barcode(text, kind).to_image(scale=4)).convert("L")
    page = Image.new("L", (image.width + 200, image.height + 200), 255)
    page.paste(image, (100, 100))
    buffer = BytesIO()
    page.rotate(4, fillcolor=255).save(buffer, "JPEG")
    return SimpleUploadedFile("IMG_1.jpg", buffer.getvalue(), "image/jpeg")


def initial_of(page):
    return {name: value for name, value in page.context["adminform"].form.initial.items() if value}


def test_an_isbn_fills_in_the_form(staff, library, book_medium):
    language = Language.objects.create(code="de", name="Deutsch")
    page = staff.post(LOOK_UP, {"isbn": "ISBN 978-3-522-20087-5"}, follow=True)
    initial = initial_of(page)
    assert (initial["title"], initial["authors"], initial["isbn"], initial["year"]) == (
        "Krabat",
        "Erika Beispiel",
        ISBN,
        2013,
    )
    assert (initial["languages"], initial["medium"]) == ([language.pk], book_medium.pk)
    assert "Gefunden" in page.content.decode()


def test_a_photo_of_the_code_fills_in_the_form(staff, library):
    page = staff.post(LOOK_UP, {"photo": photo()}, follow=True)
    assert initial_of(page)["title"] == "Krabat"
    assert Picture.objects.count() == 0


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (lambda: SimpleUploadedFile("x.jpg", b"<html>", "image/jpeg"), "Webseite"),
        (lambda: photo("20014326", zxingcpp.BarcodeFormat.Code128), "keine ISBN"),
        (lambda: SimpleUploadedFile("x.jpg", _white(), "image/jpeg"), "kein Strichcode"),
    ],
)
def test_a_photo_without_an_isbn_is_refused_with_the_reason(staff, library, upload, message):
    page = staff.post(LOOK_UP, {"photo": upload()}, follow=True)
    assert message in page.content.decode()
    assert "title" not in initial_of(page)


def _white():
    buffer = BytesIO()
    Image.new("L", (300, 300), 255).save(buffer, "JPEG")
    return buffer.getvalue()


def test_without_an_answer_the_form_is_there_with_the_isbn_and_the_reason(staff, library):
    library.status = 503
    page = staff.post(LOOK_UP, {"isbn": ISBN}, follow=True)
    assert page.status_code == 200
    assert initial_of(page).get("isbn") == ISBN
    assert "title" not in initial_of(page)
    assert "antwortet gerade nicht" in page.content.decode()


def test_another_book_is_not_filled_in_even_after_a_good_one(staff, library):
    staff.post(LOOK_UP, {"isbn": ISBN})
    library.content = answer((ISBN, "Krabat"))
    page = staff.post(LOOK_UP, {"isbn": "9783446206670"}, follow=True)
    assert "title" not in initial_of(page)
    assert "anderes Buch" in page.content.decode()


def test_a_wrong_isbn_is_kept_in_its_field(staff, library):
    page = staff.post(LOOK_UP, {"isbn": "9783522200876"}, follow=True)
    assert page.context["look_up_form"]["isbn"].value() == "9783522200876"
    assert "eine Ziffer falsch" in page.content.decode()
    assert library.requested == []


def test_opening_the_form_sends_no_request(staff, library):
    assert staff.get(f"{ADD}?isbn={ISBN}").status_code == 200
    assert library.requested == []


def test_an_existing_isbn_redirects_to_the_form_for_more_copies(staff, library, make_title, make_copy):
    title = make_title(isbn=ISBN)
    make_copy(title, shelf="Roman P")
    page = staff.post(LOOK_UP, {"isbn": ISBN}, follow=True)
    assert page.redirect_chain[-1][0] == reverse("admin:library_title_copies", args=[title.pk])
    assert page.context["form"]["shelf"].value() == "Roman P"
    key = {"_form_key": "11111111-1111-4111-8111-111111111111", "copies": "2", "shelf": "Roman P"}
    for _again in range(2):
        staff.post(page.redirect_chain[-1][0], key)
    assert title.copies.count() == 3
    assert library.requested == []


def test_saving_makes_title_copies_and_their_numbers(staff, book_medium):
    subject = Subject.objects.create(name="Jugend", slug="jugend")
    data = fields(book_medium, copies="3", shelf="Jugend P", isbn="3-522-20087-X", subjects=[subject.pk])
    response = staff.post(ADD, data, follow=True)
    title = Title.objects.get()
    assert (title.isbn, list(title.subjects.all())) == (ISBN, [subject])
    assert [copy.shelf for copy in title.copies.all()] == ["Jugend P"] * 3
    assert "Nummern 1, 2, 3" in response.content.decode()


def test_the_same_form_sent_twice_is_one_title(staff, book_medium):
    data = fields(book_medium, _form_key="22222222-2222-4222-8222-222222222222")
    for _again in range(2):
        staff.post(ADD, data)
    assert (Title.objects.count(), Copy.objects.count()) == (1, 1)


def test_a_book_without_isbn_is_saved(staff, book_medium):
    staff.post(ADD, fields(book_medium, title="Handgebundenes"))
    staff.post(ADD, fields(book_medium, title="Noch eines"))
    assert Title.objects.filter(isbn="").count() == 2


def test_the_same_isbn_is_refused_with_the_way_to_a_further_copy(staff, book_medium, make_title):
    title = make_title(isbn=ISBN)
    page = staff.post(ADD, fields(book_medium, isbn=ISBN))
    assert Title.objects.count() == 1
    assert reverse("admin:library_title_copies", args=[title.pk]) in page.content.decode()


def test_a_person_who_asked_for_the_book_is_notified(staff, book_medium, house):
    request = purchase_requests.create(
        uuid4(),
        text="Krabat",
        ends_on=purchase_requests.last_day(clock.today()),
        **{"name": "Frau Muster", "email": "a@example.org"},
    )
    staff.post(ADD, fields(book_medium))
    request.refresh_from_db()
    assert request.state == "found"


def test_a_label_printed_ahead_becomes_the_number(staff, book_medium):
    ahead = numbering.allocate(NumberKind.COPY, 5)
    staff.post(ADD, fields(book_medium, number=ahead[3], copies="2"))
    others = Copy.objects.exclude(number=ahead[3])
    assert Copy.objects.count() == 2
    assert others.get().number not in ahead


def test_a_label_that_is_taken_or_not_ours_is_refused(staff, book_medium, make_title, make_copy):
    taken = make_copy()
    for number in (taken.number, "20999993", "12345678", "978352220087"):
        page = staff.post(ADD, fields(book_medium, number=number))
        assert page.status_code == 200, number
        assert page.context["adminform"].form.errors.get("number"), number
        with pytest.raises(NumberTaken):
            add(taken.title, number=number)
    assert Copy.objects.count() == 1


def test_a_cover_needs_the_name_of_the_person_who_allowed_it(staff, book_medium, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture = lambda: SimpleUploadedFile("u.jpg", _white(), "image/jpeg")  # noqa: E731
    page = staff.post(ADD, fields(book_medium, cover_file=picture()))
    assert "cover_credit" in page.context["adminform"].form.errors
    staff.post(ADD, fields(book_medium, cover_file=picture(), cover_credit="Foto: Frau Beispiel"))
    assert Title.objects.get().cover.credit == "Foto: Frau Beispiel"


def test_the_list_is_searched_in_german_and_costs_the_same_for_many_titles(
    staff, make_title, make_copy, django_assert_max_num_queries
):
    make_copy(make_title("Über den Fluss"))
    page = staff.get("/admin/library/title/?q=ueber")
    assert "Über den Fluss" in page.content.decode()
    for number in range(30):
        make_copy(make_title(f"Buch {number}"))
    with django_assert_max_num_queries(14):
        staff.get("/admin/library/title/")


@pytest.mark.parametrize("name", ["title", "subject", "mediumkind"])
def test_pages_open(staff, name, make_copy):
    make_copy()
    Subject.objects.create(name="Krimi", slug="krimi")
    assert staff.get(f"/admin/library/{name}/").status_code == 200
    assert staff.get(f"/admin/library/{name}/add/").status_code == 200
    model = {"title": Title, "subject": Subject}.get(name)
    if model:
        assert staff.get(f"/admin/library/{name}/{model.objects.first().pk}/change/").status_code == 200


def test_copies_are_changed_in_their_title(staff, make_copy):
    copy = make_copy()
    page = staff.get(f"/admin/library/title/{copy.title_id}/change/")
    data = {}
    for form in [page.context["adminform"].form, *page.context["inline_admin_formsets"][0].formset.forms]:
        data |= {form.add_prefix(name): form[name].value() for name in form.fields if form[name].value() is not None}
    management = page.context["inline_admin_formsets"][0].formset.management_form
    data |= {management.add_prefix(name): value for name, value in management.initial.items()}
    staff.post(f"/admin/library/title/{copy.title_id}/change/", {**data, "copies-0-shelf": "Kinder", "cover": ""})
    copy.refresh_from_db()
    assert copy.shelf == "Kinder"


def test_without_a_catalogue_to_ask_the_form_offers_no_lookup(staff, book_medium, make_title, make_copy):
    text = staff.get(ADD).content.decode()
    assert "Nachschlagen" not in text and "am schnellsten" not in text
    page = staff.post(LOOK_UP, {"isbn": ISBN}, follow=True)
    assert initial_of(page).get("isbn") == ISBN and "Das haben wir noch nicht" in page.content.decode()
    make_copy(make_title(isbn=ISBN))
    assert "exemplare" in staff.post(LOOK_UP, {"isbn": ISBN}).url


def test_with_a_catalogue_to_ask_the_form_offers_the_lookup(staff, library):
    text = staff.get(ADD).content.decode()
    assert "Nachschlagen" in text and "nicht eingerichtet" not in text


def test_the_list_counts_the_copies_of_its_own_page_only(staff, make_copy, make_title):
    """A join would group all titles of the library before the first page is known."""
    title = make_title()
    for state in ("in_use", "lost"):
        make_copy(title, state=state)
    make_copy(title, state="withdrawn", withdrawn_on=clock.today())
    make_title("Ohne")
    with CaptureQueriesContext(connection) as queries:
        page = staff.get("/admin/library/title/")
    assert {each.title: each.number_of_copies for each in page.context["cl"].result_list} == {"Krabat": 2, "Ohne": 0}
    assert not [each["sql"] for each in queries if 'GROUP BY "library_title"' in each["sql"]]
    assert [each.title for each in staff.get("/admin/library/title/?exemplare=keine").context["cl"].result_list] == [
        "Ohne"
    ]
    [several] = staff.get("/admin/library/title/?exemplare=mehrere").context["cl"].result_list
    assert several == title
