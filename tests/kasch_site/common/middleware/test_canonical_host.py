"""Whoever types another name of the site is led to the one that it has."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from kasch_site.common.middleware.canonical_host import OneHostMiddleware


@pytest.fixture
def answer(settings):
    settings.ALLOWED_HOSTS = [".haus.example", "alt.example"]
    settings.SITE_URL = "https://haus.example"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    middleware = OneHostMiddleware(lambda request: HttpResponse(request.method))

    def ask(path="/kontakt/?seite=1", method="get", **headers):
        return middleware(getattr(RequestFactory(), method)(path, HTTP_X_FORWARDED_PROTO="https", **headers))

    return ask


@pytest.mark.parametrize("host", ["www.haus.example", "alt.example", "alt.example:8443", "WWW.Haus.example."])
@pytest.mark.parametrize("method", ["get", "head"])
def test_another_name_leads_to_the_one_of_the_site(answer, host, method):
    response = answer(HTTP_HOST=host, method=method)
    assert (response.status_code, response["Location"]) == (301, "https://haus.example/kontakt/?seite=1")


@pytest.mark.parametrize(
    "host", ["haus.example", "HAUS.example", "haus.example.", "haus.example:443", "haus.example:1"]
)
def test_the_name_of_the_site_is_never_led_anywhere(answer, host):
    """Or a server in front that writes it otherwise would lead in a circle."""
    assert answer(HTTP_HOST=host).status_code == 200


def test_what_is_sent_is_not_lost_on_the_way(answer):
    assert answer(HTTP_HOST="alt.example", method="post").content == b"POST"


def test_a_foreign_name_is_left_to_those_who_refuse_it(answer):
    assert answer(HTTP_HOST="evil.example").status_code == 200


@pytest.mark.parametrize("path", ["//evil.example/", "/%5Cevil.example", "///evil.example//"])
def test_no_path_leads_off_the_site(answer, path):
    response = answer(HTTP_HOST="alt.example", path=path)
    assert response["Location"].startswith("https://haus.example/")
