"""The pages of imports: upload, preview, correct, import, stop, discard."""

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from library.catalogue.imports.limits import MAX_BYTES
from library.models import CatalogueImport, Title

ADD = "/admin/library/catalogueimport/add/"
TABLE = "Werk;Autor\nKrabat;Preußler, Otfried\nMomo;Ende, Michael\n"


@pytest.fixture
def staff(client, django_user_model, book_medium):
    client.force_login(django_user_model.objects.create_superuser("chef", password="x"))
    return client


def upload(content=TABLE, name="liste.csv"):
    return {"file": SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())}


@pytest.fixture
def batch(staff, run_jobs):
    staff.post(ADD, upload())
    run_jobs()
    return CatalogueImport.objects.get()


def page_of(batch):
    return reverse("admin:library_catalogueimport_change", args=[batch.pk])


def test_a_file_is_looked_at_corrected_and_taken_over_by_forms_alone(staff, batch, book_medium, run_jobs):
    page = staff.get(page_of(batch))
    assert "Der Titel fehlt" in page.content.decode()
    assert page.context["columns"] == [("Werk", ""), ("Autor", "authors")]
    staff.post(page_of(batch), {"do": "correct", "column-0": "title", "column-1": "authors"})
    run_jobs()
    page = staff.get(page_of(batch))
    assert ("new", "neu", 2) in page.context["counts"]
    assert Title.objects.count() == 0
    staff.post(page_of(batch), {"do": "begin", "medium": book_medium.pk})
    run_jobs()
    assert {title.authors for title in Title.objects.all()} == {"Otfried Preußler", "Michael Ende"}
    assert "2 von 2" in staff.get(page_of(batch)).content.decode()


def test_a_running_import_reloads_and_can_be_stopped(staff, batch, book_medium):
    staff.post(page_of(batch), {"do": "begin", "medium": book_medium.pk})
    assert "Refresh" in staff.get(page_of(batch)).headers
    assert "Refresh" not in staff.get(f"{page_of(batch)}?ruhig=1").headers
    staff.post(page_of(batch), {"do": "stop"})
    assert "Weiter übernehmen" in staff.get(page_of(batch)).content.decode()
    staff.post(page_of(batch), {"do": "resume"})
    batch.refresh_from_db()
    assert batch.state == "running"


def test_the_same_upload_sent_twice_is_one_import(staff):
    for _again in range(2):
        staff.post(ADD, {**upload(), "_form_key": "33333333-3333-4333-8333-333333333333"})
    assert CatalogueImport.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"x" * (MAX_BYTES + 1)])
def test_an_empty_or_too_large_file_is_refused(staff, content):
    page = staff.post(ADD, upload(content))
    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert CatalogueImport.objects.count() == 0


def test_a_running_import_is_not_discarded_and_another_one_is(staff, batch, book_medium):
    staff.post(page_of(batch), {"do": "begin", "medium": book_medium.pk})
    staff.post(page_of(batch), {"do": "discard"})
    assert CatalogueImport.objects.exists()
    staff.post(page_of(batch), {"do": "stop"})
    staff.post(page_of(batch), {"do": "discard"})
    assert not CatalogueImport.objects.exists()


@pytest.mark.parametrize("data", [{}, {"do": "nonsense"}, {"do": "begin"}, {"do": "correct", "column-0": "x"}])
def test_other_buttons_change_nothing(staff, batch, data):
    staff.post(page_of(batch), data)
    assert Title.objects.count() == 0


@pytest.mark.parametrize("query", ["", "?zeilen=wrong", "?zeilen=x&seite=x", "?seite=99999"])
def test_the_rows_are_shown_by_page(staff, batch, query):
    assert staff.get(page_of(batch) + query).status_code == 200


def test_the_pages_require_permission(client, django_user_model, batch):
    client.force_login(django_user_model.objects.create_user("gast", password="x", is_staff=True))
    assert client.get(page_of(batch)).status_code == 403
    assert client.post(page_of(batch), {"do": "discard"}).status_code == 403
    assert client.get(ADD).status_code == 403


WRONG = """Titel;ISBN;Autor;Ausgeliehen von
Momo;123;Ende, Michael;Frau Beispiel
;9783522202602;Ende, Michael;
=1+1;99;Muster;
"""


@pytest.fixture
def wrong_batch(staff, run_jobs):
    staff.post(ADD, upload(WRONG))
    run_jobs()
    return CatalogueImport.objects.get()


def wrong_rows(staff, batch):
    response = staff.get(reverse("admin:library_catalogueimport_wrong", args=[batch.pk]))
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_wrong_rows_are_a_table_that_can_be_corrected_and_uploaded_again(staff, wrong_batch, run_jobs):
    rows = wrong_rows(staff, wrong_batch)
    assert [(row["Zeile der Datei"], row["Titel"], row["ISBN"]) for row in rows] == [
        ("2", "Momo", "123"), ("3", "", "9783522202602"), ("4", "'=1+1", "99"),
    ]  # fmt: skip
    assert all(row["Warum"] for row in rows)
    buffer = StringIO()
    writer = csv.DictWriter(buffer, rows[0], delimiter=";")
    writer.writeheader()
    writer.writerow({**rows[0], "ISBN": ""})
    staff.post(ADD, upload(buffer.getvalue()))
    run_jobs()
    (row,) = CatalogueImport.objects.order_by("pk").last().rows.all()
    assert (row.verdict, row.fields["title"], row.fields["authors"]) == ("new", "Momo", "Michael Ende")


def test_wrong_rows_keep_nothing_of_columns_that_are_not_taken_over(staff, wrong_batch):
    assert "Beispiel" not in str(list(wrong_batch.rows.values_list("fields", "reason")))
    page = staff.get(f"{page_of(wrong_batch)}?zeilen=wrong").content.decode()
    assert "Momo" in page and "Fehler als Tabelle" in page
    assert "Ende, Michael" in page and "9783522202602" in page, "what is in a row without a title"


def test_a_row_that_could_not_be_added_is_in_the_table_too(staff, batch, book_medium, run_jobs):
    batch.rows.update(verdict="wrong", reason="Nicht übernommen", fields={"title": "Tyll", "isbns": ["9783498035679"]})
    assert [(row["Titel"], row["ISBN"]) for row in wrong_rows(staff, batch)] == [("Tyll", "9783498035679")] * 2


def test_only_users_who_see_the_import_get_the_table_of_wrong_rows(client, django_user_model, wrong_batch):
    client.force_login(django_user_model.objects.create_user("gast", password="x", is_staff=True))
    assert client.get(reverse("admin:library_catalogueimport_wrong", args=[wrong_batch.pk])).status_code == 403
