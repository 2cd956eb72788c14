"""Editors read, copy and save the text of a month for the printed paper."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from kasch_site.accounts.roles import NEWSPAPER

pytestmark = pytest.mark.pages


@pytest.fixture
def editor(demo_house, django_user_model, client):
    """Log in a member of staff with the role of the newspaper alone."""
    user = django_user_model.objects.create_user("redaktion", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name=NEWSPAPER))
    client.force_login(user)
    return client


def url(name="newspaper_month_text", *month):
    return reverse(f"admin:{name}", args=month)


def test_the_first_page_links_to_the_coming_month(editor):
    page = editor.get(reverse("admin:index")).content.decode()
    assert "Termine für die Zeitung" in page
    response = editor.get(url("newspaper_coming_month_text"))
    assert response.url == url("newspaper_month_text", 2027, 1)


def test_the_page_shows_the_text_and_links_to_other_months(editor):
    page = editor.get(url("newspaper_month_text", 2027, 1)).content.decode()
    assert "Termine im Januar 2027" in page
    assert "9:30–10:30 Uhr: Gymnastikgruppe, Saal" in page
    assert url("newspaper_month_text", 2026, 12) in page
    assert url("newspaper_month_text", 2027, 2) in page


def test_the_file_is_named_after_the_month_and_opens_with_umlauts(editor):
    response = editor.get(url("newspaper_month_text_file", 2027, 1))
    assert response["Content-Disposition"] == 'attachment; filename="termine-2027-01.txt"'
    assert response.content.startswith(b"\xef\xbb\xbfTermine im Januar 2027\r\n")
    assert "Öffnungszeiten" in response.content.decode()


def test_the_file_with_styles_names_them(editor):
    response = editor.get(url("newspaper_month_text_file", 2027, 1), {"formate": "ja"})
    assert "@Tag:Freitag, 1. Januar" in response.content.decode()


@pytest.mark.parametrize("month", [(2027, 13), (2027, 0), (1999, 1), (2031, 1), (99999, 1)])
@pytest.mark.parametrize("name", ["newspaper_month_text", "newspaper_month_text_file"])
def test_other_months_do_not_exist(editor, name, month):
    assert editor.get(url(name, *month)).status_code == 404


def test_the_page_requires_the_editor_role(demo_house, django_user_model, client):
    client.force_login(django_user_model.objects.create_user("gast", password="x", is_staff=True))
    for address in (
        url("newspaper_coming_month_text"),
        url("newspaper_month_text", 2027, 1),
        url("newspaper_month_text_file", 2027, 1),
    ):
        assert client.get(address).status_code == 403
