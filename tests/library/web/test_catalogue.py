"""The catalogue: what it shows, filters, the reading list, and how many queries it needs."""

import pytest

pytestmark = pytest.mark.django_db
CATALOGUE = "/bibliothek/"


def text_of(client, address=CATALOGUE, **params):
    answer = client.get(address, params)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_catalogue_shows_titles_with_what_one_can_do(client, hours, make_copy, make_title):
    make_copy(make_title("Krabat", authors="Otfried Preußler"), shelf="Roman P")
    page = text_of(client)
    assert "Krabat" in page and "Otfried Preußler" in page and "Regal Roman P" in page and "Zurücklegen lassen" in page
    assert "Heute 14–18 Uhr" in page
