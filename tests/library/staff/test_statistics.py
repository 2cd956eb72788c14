"""The pages with the numbers of the library."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from kasch_site.accounts.models import User
from library.circulation.loans import loans
from library.models import Loan
from tests.support.files.plan_reader import plan_text

pytestmark = pytest.mark.django_db
PAGE = "admin:library_loan_changelist"


@pytest.fixture
def browser(client, opening_hours, make_copy, make_patron):
    """Return a client logged in with the role Bibliothek, after a loan."""
    loans.lend(make_copy(), make_patron("Kanarivogel"))
    user = User.objects.create_user("bibliothek", is_staff=True)
    user.groups.add(Group.objects.get(name="Bibliothek"))
    client.force_login(user)
    return client


def test_page_csv_and_pdf_have_the_numbers_and_no_name(browser):
    page = browser.get(reverse(PAGE)).content.decode()
    csv = browser.get(reverse("admin:library_statistics_csv", args=[2026]))
    pdf = browser.get(reverse("admin:library_statistics_pdf", args=[2026]))
    paper = plan_text(pdf.content)
    for text in (page, csv.content.decode("utf-8-sig"), paper):
        assert "Bestand am Jahresende" in text and "Buch" in text
        assert "Kanarivogel" not in text
    assert all("no-store" in file["Cache-Control"] for file in (pdf, csv))


def test_a_year_without_numbers_is_not_found(browser):
    assert browser.get(reverse("admin:library_statistics_csv", args=[1999])).status_code == 404
    assert browser.get(f"{reverse(PAGE)}?jahr=1999").status_code == 200


@pytest.mark.parametrize("name", [PAGE, "admin:library_never_lent"])
def test_numbers_need_their_permission(client, opening_hours, name):
    user = User.objects.create_user("empfang", is_staff=True)
    user.groups.add(Group.objects.get(name="Empfang"))
    client.force_login(user)
    assert client.get(reverse(name)).status_code == 403


def test_titles_never_lent_are_listed_with_their_shelf(browser, make_title, make_copy):
    make_copy(make_title("Staubfänger", added_on=date(2020, 1, 1)), shelf="Roman S")
    assert "Regal Roman S" in browser.get(reverse("admin:library_never_lent")).content.decode()


def test_loans_cannot_be_browsed(browser, admin_client, make_patron):
    loan = Loan.objects.get()
    for each in (browser, admin_client):
        assert each.get(reverse("admin:library_loan_change", args=[loan.pk])).status_code in (302, 403)
