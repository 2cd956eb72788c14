"""Uploading pictures: a description is required, invalid files are refused with a message."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Group as Role
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import EDITORS
from kasch_site.common.media.pictures import add_picture
from kasch_site.common.models import Picture
from kasch_site.common.sections import section
from kasch_site.groups.models import Group
from kasch_site.pages.models import Page
from tests.support.browser.markup import parse
from tests.support.files.pictures import header_only_png

pytestmark = pytest.mark.django_db
ADD = "/admin/common/picture/add/"


@pytest.fixture
def editor(house, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    user = User.objects.create_user("erika", is_staff=True)
    user.groups.add(Role.objects.get(name=EDITORS))
    client.force_login(user)
    return user


def upload(content=None, name="IMG_2041.JPG"):
    if content is None:
        buffer = BytesIO()
        Image.new("RGB", (400, 300), "green").save(buffer, "PNG")
        content = buffer.getvalue()
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def test_an_uploaded_picture_is_shown_in_the_list(client, editor):
    response = client.post(ADD, {"title": "Hof", "file": upload(), "alt": "Der Hof"})
    assert response.status_code == 302
    picture = Picture.objects.get()
    assert (picture.width, picture.height) == (400, 300) and "IMG" not in picture.file.name
    page = parse(client.get("/admin/common/picture/?q=hof"))
    assert page.one("span", class_="thumbnail").one("img")["alt"] == "Der Hof"


def test_a_description_is_required_unless_the_picture_is_decorative(client, editor):
    response = client.post(ADD, {"title": "Hof", "file": upload()})
    text = parse(response).one("main").text
    assert "Beschreiben Sie das Bild in einem Satz" in text and "Gewählt: IMG_2041.JPG" in text
    assert not Picture.objects.exists()
    assert client.post(ADD, {"title": "Ranke", "file": upload(), "is_decorative": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<!doctype html><title>x</title>", "Webseite"),
        (header_only_png(50_000, 50_000).getvalue(), "Bildpunkte"),
        (b"", "leer"),
        (b"\xff\xd8\xff\xe0 nothing more", "beschädigt"),
        (b"only words", "kein Bild"),
    ],
)
def test_an_upload_that_is_no_picture_is_refused_with_a_message(client, editor, content, sentence):
    response = client.post(ADD, {"title": "Böse", "file": upload(content), "alt": "Ein Bild"})
    assert response.status_code == 200
    assert sentence in parse(response).one("ul", class_="errorlist").text
    assert not Picture.objects.exists()


def test_texts_can_be_changed_without_a_new_file(client, editor):
    picture = add_picture("Hof", Image.new("RGB", (400, 300), "green"), "Der Hof")
    before = picture.file.name
    address = f"/admin/common/picture/{picture.pk}/change/"
    assert client.post(address, {"title": "Hof", "alt": "Der Hof im Mai"}).status_code == 302
    picture.refresh_from_db()
    assert (picture.alt, picture.file.name) == ("Der Hof im Mai", before)


def test_staff_see_where_a_picture_is_used(client, editor):
    picture = add_picture("Hof", Image.new("RGB", (400, 300), "green"), "Der Hof")
    address = f"/admin/common/picture/{picture.pk}/change/"
    assert "Noch nirgends." in parse(client.get(address)).one("main").text
    Group.objects.create(name="Nähcafé", summary="Wir nähen.", picture=picture)
    assert "Nähcafé (Gruppe)" in parse(client.get(address)).one("main").text


def test_missing_descriptions_are_a_task(client, editor):
    add_picture("Hof", Image.new("RGB", (90, 90), "green"), "")
    (todo,) = [todo for todo in section("pages").todo(editor) if "Bildbeschreibung" in todo.text]
    assert parse(client.get(todo.url)).all("span", class_="thumbnail")


def test_a_photo_of_a_phone_is_converted_and_loses_its_place(client, editor):
    from tests.newspaper.contributions.samples import PLACE, photo_file  # a photo with a place in it

    client.post(ADD, {"title": "Fest", "file": upload(photo_file("HEIF"), "IMG_7.HEIC"), "alt": "Ein Fest"})
    picture = Picture.objects.get()
    assert picture.file.name.endswith(".jpg") and (picture.width, picture.height) == (80, 60)
    assert PLACE.encode() not in picture.file.read()


def test_a_broken_photo_of_a_phone_is_refused_with_a_sentence(client, editor):
    from tests.newspaper.contributions.samples import photo_file  # as above

    response = client.post(ADD, {"title": "Fest", "file": upload(photo_file("HEIF")[:400]), "alt": "Ein Fest"})
    assert "beschädigt oder unvollständig" in parse(response).one("main").text


def test_pictures_without_recorded_rights_are_found(client, editor):
    add_picture("Hof", Image.new("RGB", (40, 30)), "Der Hof")
    add_picture("Saal", Image.new("RGB", (40, 30)), "Der Saal")
    Picture.objects.filter(title="Saal").update(rights="selbst fotografiert")
    listed = parse(client.get("/admin/common/picture/?rechte=fehlt")).one(id="result_list").text
    assert "Hof" in listed and "Saal" not in listed


def test_a_picture_is_chosen_among_pictures_and_shown_on_its_page(client, editor):
    group = Group.objects.create(name="Chor", slug="chor", summary="Wir singen.", status="published")
    hall = add_picture("Saal", Image.new("RGB", (40, 30)), "Ein heller Saal", "Foto: B. Beispiel")
    Picture.objects.update(focus="top")
    form = parse(client.get(f"/admin/groups/group/{group.pk}/change/"))
    picker = form.one("div", class_="picture-picker")
    assert picker.one("button", type="button").one("img")["alt"] == "Ein heller Saal"
    assert [option.text for option in picker.one("select", name="picture").all("option")][1:] == ["Saal"]
    Group.objects.update(picture=hall)
    pressed = parse(client.get(f"/admin/groups/group/{group.pk}/change/")).one("button", **{"aria-pressed": "true"})
    assert pressed.text == "Saal"
    figure = parse(client.get("/gruppen/chor/")).one("figure")
    image = figure.one("img")
    assert image["loading"] == "eager" and image["class"] == "focus-top" and image["width"] == "40"
    assert "Foto: B. Beispiel" in figure.text


CHOICES = "/admin/common/picture/auswahl/"


def test_the_editor_offers_the_pictures_of_the_house(client, editor):
    yard = add_picture("Hof", Image.new("RGB", (40, 30)), "Der Hof")
    hall = add_picture("Saal", Image.new("RGB", (40, 30)), "Der Saal")

    def offered(**query):
        return [(picture["key"], picture["name"]) for picture in client.get(CHOICES, query).json()["pictures"]]

    assert offered() == [(hall.pk, "Saal"), (yard.pk, "Hof")]
    assert offered(q="hof") == [(yard.pk, "Hof")]
    assert offered(nummer=hall.pk) == [(hall.pk, "Saal")]
    for key in ("0", "x", "1" * 30, "-1", "٣"):
        assert offered(nummer=key) == []
    form = parse(client.get("/admin/pages/page/add/"))
    assert form.one(data_picture_choices=True)["data-picture-choices"] == CHOICES


def test_who_may_not_see_the_pictures_is_not_offered_them(client, house):
    client.force_login(User.objects.create_user("berta", is_staff=True))
    assert client.get(CHOICES).status_code == 403


def test_the_page_that_asks_before_deleting_a_picture_names_the_pages_that_show_it(client, editor):
    picture = add_picture("Hof", Image.new("RGB", (40, 30)), "Der Hof")
    page = Page.objects.create(title="Haus", body=f'<figure data-picture="{picture.pk}"></figure>')
    group = Group.objects.create(name="Chor", summary="Wir singen", picture=picture)
    confirmation = parse(client.get(f"/admin/common/picture/{picture.pk}/delete/")).one("ul", class_="consequences")
    addresses = {f"/admin/pages/page/{page.pk}/change/", f"/admin/groups/group/{group.pk}/change/"}
    assert {link["href"] for link in confirmation.all("a")} == addresses
