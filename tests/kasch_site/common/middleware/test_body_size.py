"""Nobody fills the disk without logging in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.test import Client

from tests.support.markup import parse

FORM = "/barrierefreiheit/melden/"
BIG = 300_000


class Noticing(FileUploadHandler):
    """Notices that a file is read, and forgets it."""

    seen = []

    def receive_data_chunk(self, raw_data, start):
        self.seen.append(len(raw_data))

    def file_complete(self, file_size):
        return None


@pytest.fixture(autouse=True)
def received(settings):
    settings.FILE_UPLOAD_HANDLERS = [f"{__name__}.Noticing"]
    Noticing.seen.clear()
    return Noticing.seen


def file(size):
    return {"datei": SimpleUploadedFile("x.png", b"x" * size)}


@pytest.mark.parametrize("path", [FORM, "/", "/admin/login/", "/gibt-es-nicht/"])
def test_a_stranger_who_sends_much_is_refused_before_it_is_read(house, received, path):
    response = Client(enforce_csrf_checks=True).post(path, file(BIG))
    assert response.status_code == 413
    assert received == []
    assert parse(response).one("h1").text == "Das ist zu viel auf einmal"


def test_a_made_up_session_does_not_help(client, house, settings, received):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert client.post(FORM, file(BIG)).status_code == 413
    assert received == []


def test_the_limit_is_a_setting(client, house, settings, received):
    settings.STRANGERS_MOST_BYTES = 2 * BIG
    assert client.post(FORM, file(BIG)).status_code == 422
    assert sum(received) == BIG


def test_a_long_report_gets_through(client, house):
    assert client.post(FORM, {"text": "ä" * 5000}).status_code == 422


def test_staff_may_send_pictures(admin_client, house, received):
    answer = admin_client.post("/admin/common/picture/add/", file(BIG))
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    assert sum(received) == BIG


def test_a_body_that_does_not_say_how_long_it_is_is_refused(client, house):
    response = client.generic("POST", FORM, b"", HTTP_TRANSFER_ENCODING="chunked")
    assert response.status_code == 411
    assert client.get(FORM, HTTP_TRANSFER_ENCODING="chunked").status_code == 200


@pytest.mark.parametrize(("length", "status"), [("viel", 422), ("-1", 400), ("", 422), ("9" * 5000, 422)])
def test_a_length_that_is_none_is_no_error_of_ours(client, house, length, status):
    assert client.post(FORM, {"text": "x"}, CONTENT_LENGTH=length).status_code == status
