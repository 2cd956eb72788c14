"""Previews of drafts are shown to staff with permission only, and not cached."""

import pytest
from django.contrib.auth.models import Group as Role

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import EDITORS
from kasch_site.groups.models import Group
from kasch_site.pages.models import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafts(house):
    Page.objects.create(title="Geheim", body="<p>Noch nicht.</p>")
    Page.objects.create(title="Secret", language="en")
    Group.objects.create(name="Nähcafé", summary="Bald.")
    return ["/geheim/", "/en/secret/", "/gruppen/naehcafe/"]


@pytest.fixture
def editor(db):
    user = User.objects.create_user("erika", is_staff=True)
    user.groups.add(Role.objects.get(name=EDITORS))
    return user


def test_staff_see_a_draft_on_request(client, drafts, editor):
    client.force_login(editor)
    for address in drafts:
        assert client.get(address).status_code == 404
        for kind in ("1", "druck"):
            response = client.get(address, {"vorschau": kind})
            assert response.status_code == 200
            assert "noch nicht veröffentlicht" in response.content.decode() or address.startswith("/en/")
            assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]


def test_a_print_preview_uses_the_print_stylesheet(client, drafts, editor):
    client.force_login(editor)
    assert "print-preview" in client.get("/geheim/?vorschau=druck").content.decode()
    assert "print-preview" not in client.get("/geheim/?vorschau=1").content.decode()


def test_visitors_do_not_see_a_draft_and_get_no_cookie(client, drafts):
    for address in drafts:
        response = client.get(address, {"vorschau": "1"})
        assert response.status_code == 404
        assert not response.cookies


def test_an_account_without_permission_does_not_see_a_draft(client, drafts):
    client.force_login(User.objects.create_user("gast", is_staff=True))
    assert all(client.get(address, {"vorschau": "1"}).status_code == 404 for address in drafts)


def test_a_published_page_accepts_the_preview_parameter_too(client, house):
    Page.objects.create(title="Offen", status=Page.Status.PUBLISHED)
    response = client.get("/offen/?vorschau=1")
    assert response.status_code == 200
    assert "Vorschau" not in response.content.decode()


def test_the_preview_frames_of_the_admin_show_the_page(client, drafts, editor):
    client.force_login(editor)
    page = Page.objects.get(title="Geheim")
    html = client.get(f"/admin/pages/page/{page.pk}/vorschau/").content.decode()
    assert html.count("<iframe") == 3
    assert client.get("/geheim/?vorschau=1")["X-Frame-Options"] == "SAMEORIGIN"
    assert client.get("/admin/pages/page/99999/vorschau/").status_code == 302


def test_the_preview_frames_are_not_public(client, drafts):
    page = Page.objects.get(title="Geheim")
    assert client.get(f"/admin/pages/page/{page.pk}/vorschau/").status_code == 302
    client.force_login(User.objects.create_user("gast", is_staff=True))
    assert client.get(f"/admin/pages/page/{page.pk}/vorschau/").status_code == 403
