"""A text of staff is shown with its pictures."""

import pytest
from PIL import Image

from kasch_site.common.media.pictures import add_picture
from kasch_site.common.templatetags.rich_text import rich_text
from kasch_site.groups.models import Group
from kasch_site.pages.models import Page
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def make_picture(title="Hof", **fields):
    return add_picture(title, Image.new("RGB", (800, 600), "green"), "Der Hof", **fields)


def text_with(*pictures):
    return "".join(f'<p>Wir</p><figure data-picture="{picture.pk}"></figure>' for picture in pictures)


def make_page(body):
    return Page.objects.create(title="Haus", slug="haus", body=body, status="published")


def test_a_picture_is_shown_with_description_renditions_and_who_made_it(client, house):
    make_page(text_with(make_picture(credit="B. Beispiel", focus="top")))
    figure = parse(client.get("/haus/")).one("article").one("figure", class_="picture")
    image = figure.one("img", class_="focus-top")
    assert image["alt"] == "Der Hof" and "640w" in image["srcset"] and "42rem" in image["sizes"]
    assert figure.one("figcaption").text == "Bild: B. Beispiel"


def test_a_deleted_picture_leaves_nothing(client, house):
    picture = make_picture()
    page = make_page(text_with(picture))
    picture.delete()
    article = parse(client.get("/haus/")).one("article")
    assert not article.all("figure") and "Wir" in article.text
    page.refresh_from_db()
    page.save()
    assert "data-picture" in page.body


def test_all_pictures_of_a_text_are_read_with_one_query(django_assert_num_queries):
    pictures = [make_picture(str(number)) for number in range(3)]
    with django_assert_num_queries(1):
        assert rich_text(text_with(*pictures, pictures[0])).count("<img") == 4
    with django_assert_num_queries(0):
        assert rich_text("<p>Wir</p>") == "<p>Wir</p>"


def test_a_picture_says_which_texts_show_it():
    picture, other = make_picture(), make_picture("Saal")
    page = make_page(text_with(picture))
    group = Group.objects.create(name="Chor", summary="Wir singen", description=text_with(picture), picture=picture)
    assert set(picture.used_by()) == {page, group}
    assert other.used_by() == []


def test_a_draft_shows_its_pictures_in_the_preview(admin_client, house):
    page = make_page(text_with(make_picture()))
    Page.objects.filter(pk=page.pk).update(status="draft")
    assert parse(admin_client.get("/haus/?vorschau=1")).one("article").all("figure", class_="picture")


def test_a_changed_picture_is_shown_at_once(client, house, django_capture_on_commit_callbacks):
    picture = make_picture()
    make_page(text_with(picture))
    assert "Der Hof" in client.get("/haus/").content.decode()
    picture.alt = "Der Hof im Winter"
    picture.save()
    assert "Der Hof im Winter" in client.get("/haus/").content.decode()
