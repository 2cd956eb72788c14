"""Pages about rejected forms or invalid links do not display the token and are not cached."""

import pytest
from django.test import Client

from tests.support.browser.markup import parse

TOKEN = "g_81s5ldfPUAhFE23sJqbxjsDHZVDz5h8sSh4Jqo6cU"
PATHS = [
    *(f"/anmeldung/{TOKEN}/", f"/anmeldung/{TOKEN}/abmelden/"),
    *(f"/beratung/mein-termin/{TOKEN}/", f"/beratung/bestaetigen/{TOKEN}/", f"/beratung/warten/{TOKEN}/"),
    *(f"/per-mail/ja/{TOKEN}/", f"/per-mail/abbestellen/{TOKEN}/"),
]


def content_of(response):
    """Return the page without forms and links to its own URL."""
    address = response.wsgi_request.path
    return response.content.decode().replace(f'action="{address}"', "").replace(f'<a href="{address}"', "")


@pytest.mark.parametrize("address", PATHS)
def test_an_unknown_token_is_neither_displayed_nor_cached(house, client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert TOKEN not in content_of(response)


@pytest.mark.parametrize("address", [address for address in PATHS if "per-mail" not in address])
@pytest.mark.parametrize("sender", [None, "http://evil.example"])
def test_a_rejected_form_contains_its_token_only_in_its_links(house, address, sender):
    response = Client(enforce_csrf_checks=True).post(address, headers={"Origin": sender} if sender else {})
    assert response.status_code == 403
    assert "no-store" in response["Cache-Control"]
    assert TOKEN not in content_of(response)


@pytest.mark.parametrize(
    "broken", ["{}./", "{}=20/", "{}>/", "{}/nirgends/", "{}/abmelden/x", "{}%20/", "{}", "{}=20", "{}%3E"]
)
def test_a_link_truncated_by_a_mail_program_is_not_displayed(house, client, broken):
    response = client.get(f"/anmeldung/{broken.format(TOKEN)}", follow=True)
    assert response.status_code == 404
    assert TOKEN[:20] not in response.content.decode()


def test_a_page_without_a_token_displays_its_own_url(house, client):
    assert parse(client.get("/kontakt/")).one("link", rel="canonical")["href"] == "http://testserver/kontakt/"
