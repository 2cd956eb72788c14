"""Attacks on the page cache: bypassing it, and filling it with one page or with keys."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from kasch_site.common.caching.pages import Page, PageStore, is_cacheable_request
from kasch_site.common.forms.query_params import allowed_query_params, drop_unknown_params


@pytest.mark.parametrize("cookie", ["x=sessionid", "sessionidx=1", "notsessionid=1", "a=1; b=sessionid"])
def test_a_cookie_that_only_mentions_the_session_does_not_bypass_the_cache(settings, cookie):
    assert is_cacheable_request(RequestFactory().get("/", HTTP_COOKIE=cookie))
    assert not is_cacheable_request(RequestFactory().get("/", HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}=1"))


def test_the_size_of_keys_is_counted():
    store = PageStore(20_000)
    for number in range(50):
        store.put(("", False, f"/{number}{'x' * 1000}", "", ""), 1, Page(HttpResponse("a"), ""))
    assert len(store.pages) <= 8
    assert store.size == sum(page.size for _moment, page in store.pages.values()) <= 20_000


@pytest.mark.django_db
def test_only_declared_values_are_kept(demo_house):
    @allowed_query_params("q", art={"alle"})
    def view(request):
        return None

    assert view.allowed_query_params == {"q": None, "art": {"alle"}}
    for query, kept in [("ruhig=1", "ruhig=1"), ("ruhig=2", ""), ("ruhig=1&ruhig=x", ""), ("x=1", "")]:
        request = RequestFactory().get(f"/heute/?{query}")
        drop_unknown_params(request)
        assert request.META["QUERY_STRING"] == kept


def test_a_stylesheet_of_other_colours_leads_to_the_current_one(demo_house):
    response = Client().get("/farben-irgendwas.css")
    assert response.status_code == 302
    assert Client().get(response["Location"]).status_code == 200
