"""Old URLs redirect to the current page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.models import OldAddress
from kasch_site.common.redirects import is_local_path
from kasch_site.pages.models import Page

pytestmark = pytest.mark.django_db


def published(slug, **fields):
    return Page.objects.create(title=slug.title(), slug=slug, status=Page.Status.PUBLISHED, **fields)


def rename(page, slug):
    page.slug = slug
    page.save()


def test_a_changed_url_redirects_to_the_page(client, house):
    page = published("verein")
    rename(page, "ueber-uns")
    response = client.get("/verein/?quelle=flyer")
    assert response.status_code == 301
    assert response["Location"] == "/ueber-uns/"
    assert not response.cookies


def test_many_changes_need_one_redirect(client, house):
    page = published("eins")
    for slug in ("zwei", "drei", "vier"):
        rename(page, slug)
    for old in ("eins", "zwei", "drei"):
        assert client.get(f"/{old}/")["Location"] == "/vier/"
    assert client.get("/vier/").status_code == 200


def test_changing_back_creates_no_redirect_loop(client, house):
    page = published("eins")
    rename(page, "zwei")
    rename(page, "eins")
    assert client.get("/eins/").status_code == 200
    assert client.get("/zwei/")["Location"] == "/eins/"
    assert not OldAddress.objects.filter(path="/eins/").exists()


def test_a_new_page_may_use_an_old_url(client, house):
    rename(published("eins"), "zwei")
    published("eins")
    assert client.get("/eins/").status_code == 200


def test_urls_of_other_languages_redirect_too(client, house):
    page = published("about", language="en")
    rename(page, "about-us")
    assert client.get("/en/about/")["Location"] == "/en/about-us/"


@pytest.mark.parametrize("path", ["/%00/", "/a%00b/", "/%F0%9F%98%80/", "/" + "x" * 5000 + "/"])
def test_a_malformed_url_is_not_found(client, house, path):
    assert client.get(path).status_code == 404


def test_an_unknown_url_is_not_found_and_a_post_is_not_redirected(client, house):
    assert client.get("/nie-dagewesen/").status_code == 404
    rename(published("eins"), "zwei")
    assert client.post("/eins/").status_code == 405


@pytest.mark.parametrize("target", ["//example.org/", "/\\example.org", "https://example.org/", "x", "", "/a\r\nb"])
def test_a_stored_redirect_cannot_leave_the_site(client, house, target):
    OldAddress.objects.create(path="/alt/", target=target)
    assert client.get("/alt/").status_code == 404


@given(st.text())
def test_only_paths_of_this_site_are_accepted_as_targets(target):
    if is_local_path(target):
        assert target[0] == "/" and target[1:2] not in ("/", "\\")


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=12))
def test_after_any_exchange_of_two_pages_every_old_url_needs_one_redirect(slugs):
    Page.objects.all().delete()
    OldAddress.objects.all().delete()
    pages = [published("start-a"), published("start-b")]
    for turn, slug in enumerate(slugs):
        if not Page.objects.filter(slug=slug).exists():
            rename(pages[turn % 2], slug)
    current_urls = {page.get_absolute_url() for page in Page.objects.all()}
    for old in OldAddress.objects.all():
        assert old.target in current_urls and old.path not in current_urls
