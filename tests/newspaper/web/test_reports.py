"""A reader reports a mistake in the text of a page, without a name."""

import re

import pytest

from kasch_site.common.forms import guard
from kasch_site.common.rate_limits.limits import FORMS
from newspaper.models import TextReport
from tests.newspaper.factories import make_issue

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
PAGE = "/zeitung/2026/3/seite/1/"
FORM = f"{PAGE}fehler/"


@pytest.fixture(autouse=True)
def issue(house):
    return make_issue(texts=("Die Linae bleibt.", ""))


@pytest.fixture
def send(client, time_machine):
    token = re.search(rf'name="{guard.TOKEN}" value="([^"]+)"', client.get(FORM).content.decode())[1]
    time_machine.shift(10)
    return lambda **form_data: client.post(FORM, {guard.TOKEN: token, "words": "Linde!", **form_data})


def test_the_page_links_to_the_form_without_a_cookie(client):
    response = client.get(PAGE)
    assert f'href="{FORM}"' in response.content.decode()
    assert not response.cookies


def test_a_mistake_is_reported_and_the_reader_finds_the_way_back(client, send):
    response = send()
    assert TextReport.objects.get().words == "Linde!"
    assert f'href="{PAGE}"' in client.get(response.url).content.decode()


def test_the_same_form_sent_twice_is_one_report(send):
    assert send().status_code == send().status_code == 302
    assert TextReport.objects.count() == 1


def test_an_empty_form_is_reported_beside_the_field(send):
    response = send(words=" ")
    assert response.status_code == 422
    assert "Ein Satz genügt" in response.content.decode()
    assert not TextReport.objects.exists()


def test_too_many_reports_are_refused_and_the_text_is_kept(send):
    for _number in range(FORMS.visitor):
        send(words="")
    response = send(words="Hier fehlt ein Wort.")
    assert response.status_code == 429
    assert "Hier fehlt ein Wort." in response.content.decode()
    assert not TextReport.objects.exists()


@pytest.mark.parametrize(
    "address", ["/zeitung/2026/3/seite/2/", "/zeitung/2026/3/seite/9/", "/zeitung/2026/4/seite/1/"]
)
def test_no_mistake_is_reported_on_a_page_that_is_not_public(client, address):
    assert client.get(f"/zeitung/2026/{address}fehler/").status_code == 404
    assert "fehler/" not in client.get(f"/zeitung/2026/{address}").content.decode()
