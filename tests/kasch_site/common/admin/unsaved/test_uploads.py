"""A chosen file survives a mistake in another field, for the account that chose it and for a day."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import Group as Role
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import LEAD
from kasch_site.common import clock
from kasch_site.common.forms import kept_files
from kasch_site.common.models import KeptUpload, Picture
from kasch_site.worker import purge
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db
ADD = "/admin/common/picture/add/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def member(name):
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Role.objects.get(name=LEAD))
    return user


@pytest.fixture
def staff(client, house):
    client.force_login(member("erika"))
    return client


def photo():
    buffer = BytesIO()
    Image.effect_noise((40, 30), 80).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


def chosen(name="plakat.jpg", content=None):
    return SimpleUploadedFile(name, content or photo(), content_type="image/jpeg")


def token_of(response):
    return parse(response).one("input", name="_kept-file")["value"]


def refused(staff, **values):
    """Return the page after the required description was forgotten."""
    response = staff.post(ADD, {"title": "Plakat", "file": chosen(), **values})
    assert response.status_code == 200 and not Picture.objects.exists()
    return response


def test_the_file_need_not_be_chosen_again(staff):
    response = refused(staff)
    page = parse(response)
    assert "Gewählt: plakat.jpg ." in page.one(class_="kept-file").text
    assert not page.one("div", class_="field-file").all("ul", class_="errorlist")
    saved = staff.post(ADD, {"title": "Plakat", "alt": "Ein Plakat", "_kept-file": token_of(response)})
    assert saved.status_code == 302
    picture = Picture.objects.get()
    assert picture.file.size and picture.alt == "Ein Plakat"
    assert not KeptUpload.objects.exists()


def test_it_survives_a_second_mistake_under_the_same_token(staff):
    token = token_of(refused(staff))
    again = staff.post(ADD, {"title": "", "_kept-file": token})
    assert token_of(again) == token and KeptUpload.objects.count() == 1


def test_another_choice_replaces_it(staff):
    first = token_of(refused(staff))
    response = staff.post(ADD, {"title": "Plakat", "file": chosen("anders.jpg"), "_kept-file": first})
    assert "anders.jpg" in parse(response).one(class_="kept-file").text and token_of(response) != first


def test_another_account_cannot_use_it(staff, client):
    token = token_of(refused(staff))
    client.force_login(member("berta"))
    response = client.post(ADD, {"title": "Plakat", "alt": "Ein Plakat", "_kept-file": token})
    assert response.status_code == 200 and not Picture.objects.exists()
    assert "plakat.jpg" not in response.text


def test_it_is_gone_after_a_day(staff, time_machine):
    time_machine.move_to(clock.now())
    token = token_of(refused(staff))
    account = KeptUpload.objects.get().owner
    time_machine.shift(timedelta(hours=23))
    purge.purge_shared(clock.now())
    assert kept_files.find(account, token)
    time_machine.shift(timedelta(hours=2))
    assert kept_files.find(account, token) is None
    purge.purge_shared(clock.now())
    assert not KeptUpload.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "\0", "a" * 100_000, "' or 1=1"])
def test_an_invented_token_is_ignored(staff, token):
    refused(staff)
    response = staff.post(ADD, {"title": "Plakat", "alt": "Ein Plakat", "_kept-file": token})
    assert response.status_code == 200 and not Picture.objects.exists()


def test_a_file_that_its_field_refuses_is_not_kept(staff):
    response = staff.post(ADD, {"title": "Plakat", "alt": "x", "file": chosen(content=b"<html>")})
    assert "Webseite" in response.text and not KeptUpload.objects.exists()


def test_kept_files_are_validated_before_storing_and_again_when_used(staff, monkeypatch):
    """A changed row in the database does not bypass the validation of the field."""
    token = token_of(refused(staff))
    assert KeptUpload.objects.get().content[:2] == b"\xff\xd8"
    KeptUpload.objects.update(content=b"<html>")
    response = staff.post(ADD, {"title": "Plakat", "alt": "Ein Plakat", "_kept-file": token})
    assert response.status_code == 200 and "Webseite" in response.text


def test_the_token_itself_is_not_stored(staff):
    token = token_of(refused(staff))
    assert token not in str(KeptUpload.objects.values_list("fingerprint", "owner", "name").get())


def test_the_kept_files_of_an_account_are_limited_in_number_and_size(staff, monkeypatch):
    for _ in range(kept_files.MAX_UPLOADS + 3):
        last = token_of(refused(staff))
    assert KeptUpload.objects.count() == kept_files.MAX_UPLOADS
    assert kept_files.find(KeptUpload.objects.last().owner, last)
    monkeypatch.setattr(kept_files, "MAX_BYTES", 10)
    assert not parse(refused(staff)).all("input", name="_kept-file")


def test_the_files_of_others_stay_when_one_form_is_saved(staff, client):
    token = token_of(refused(staff))
    client.force_login(member("berta"))
    other = token_of(refused(client))
    typed = {"title": "Plakat", "alt": "Ein Plakat", "file": chosen(), "_kept-a": token, "_kept-file": other}
    assert client.post(ADD, typed).status_code == 302
    assert KeptUpload.objects.count() == 1


def test_a_token_is_unique_in_the_database(staff):
    refused(staff)
    kept = KeptUpload.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        KeptUpload.objects.create(fingerprint=kept.fingerprint, owner="x", name="x", content=b"")
