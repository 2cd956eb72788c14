"""Uploaded files are for the account of the website and its group, whatever the process was started with."""

import os
from io import BytesIO
from stat import S_IMODE

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from PIL import Image

from kasch_site.common.admin.unsaved.account import account_key
from kasch_site.common.models import KeptUpload, Picture

pytestmark = pytest.mark.django_db
FILE_MODE, FOLDER_MODE = 0o640, 0o750
PERSON = "Frau-Yildiz-Ausweis.jpg"


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def folder(settings, tmp_path, request):
    """Return the folder of uploaded files; the process has another umask each time."""
    settings.MEDIA_ROOT = tmp_path / "media"
    before = os.umask(request.param)
    yield settings.MEDIA_ROOT
    os.umask(before)


def photo():
    buffer = BytesIO()
    Image.effect_noise((700, 500), 80).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


def written(folder):
    paths = list(folder.rglob("*"))
    return [path for path in paths if path.is_file()], [path for path in paths if path.is_dir()]


def in_memory(content):
    return SimpleUploadedFile(PERSON, content, content_type="image/jpeg")


def on_disk(content):
    """Return an upload as Django keeps a large one: in a temporary file that only its owner can read."""
    upload = TemporaryUploadedFile(PERSON, "image/jpeg", len(content), None)
    upload.write(content)
    upload.seek(0)
    return upload


@pytest.mark.parametrize("upload", [in_memory, on_disk])
def test_a_picture_and_its_renditions_are_not_for_others(folder, upload):
    Picture.objects.create(title="Fest", alt="Ein Fest", file=upload(photo()))
    files, folders = written(folder)
    assert len(files) > 1
    assert {S_IMODE(path.stat().st_mode) for path in files} == {FILE_MODE}
    assert {S_IMODE(path.stat().st_mode) for path in folders} == {FOLDER_MODE}
    assert {path.stat().st_uid for path in files} == {os.getuid()}


def test_the_name_of_a_stored_file_contains_no_personal_data(folder):
    Picture.objects.create(title="Frau Yildiz", alt="Frau Yildiz", file=in_memory(photo()))
    files, _folders = written(folder)
    assert not [path for path in files if "yildiz" in path.name.lower() or "frau" in path.name.lower()]


def test_a_file_kept_for_a_form_is_no_file_on_disk_and_names_no_account(client, house, folder, admin_user):
    client.force_login(admin_user)
    answer = client.post("/admin/common/picture/add/", {"title": "Fest", "file": in_memory(photo())})
    assert answer.status_code == 200
    kept = KeptUpload.objects.get()
    assert kept.owner == account_key(admin_user)
    assert admin_user.get_username() not in "".join([kept.owner, kept.fingerprint, kept.name])
    assert written(folder) == ([], [])
