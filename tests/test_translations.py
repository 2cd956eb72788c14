"""The frame of pages in another language is in that language."""

import re

import pytest
from django.utils import translation

from kasch_site.pages.models import Page
from tests import compile_messages


def test_the_compiled_translations_match_their_sources():
    assert compile_messages.stale() == []


@pytest.mark.parametrize("code", ["en", "uk", "ar", "ru"])
def test_a_page_in_another_language_has_its_frame_in_that_language(client, house, code):
    Page.objects.create(title="X", slug="", language=code, role="welcome", status="published", body="<p>X</p>")
    page = client.get(f"/{code}/").content.decode()
    with translation.override(code):
        skip = translation.gettext("Zum Inhalt springen")
    assert skip != "Zum Inhalt springen"
    assert skip in page
    assert re.search(rf'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}"', page)


def test_a_language_without_a_page_is_not_available(client, house):
    assert client.get("/en/").status_code == 404
    assert "English" not in client.get("/").content.decode()


def test_the_site_is_german_whatever_the_browser_prefers(client, house):
    page = client.get("/", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="de"' in page
    assert "Zum Inhalt springen" in page


def test_the_admin_is_german_whatever_the_browser_prefers(client, db):
    assert "Anmelden" in client.get("/admin/login/", headers={"Accept-Language": "en"}).content.decode()
