"""Images and PDFs: public ones for all, drafts for staff, withdrawn ones gone; and parts of a PDF."""

import pytest
from django.core.files.base import ContentFile

from kasch_site.common import clock
from newspaper.models import Issue, Page, WithdrawnImage
from newspaper.models.pages import new_image_key
from tests.newspaper.factories import make_issue

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
CONTENT = bytes(range(256)) * 10


def address(page, width=480):
    return f"/zeitung/bilder/{page.image_key}/{width}.webp"


@pytest.fixture
def issue(house):
    made = make_issue(images=True)
    made.public_pdf.save("3.pdf", ContentFile(CONTENT))
    return made


@pytest.fixture
def page(issue):
    return issue.pages.get(number=1)


def body(response):
    return b"".join(response) if response.streaming else response.content


def test_an_image_is_public_with_its_issue(client, admin_client, issue, page):
    response = client.get(address(page))
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert "private" in response["Cache-Control"]
    Issue.objects.filter(pk=issue.pk).update(status="draft")
    assert client.get(address(page)).status_code == 404
    draft = admin_client.get(address(page))
    assert (draft.status_code, draft["Cache-Control"]) == (200, "no-store")


def test_an_issue_of_tomorrow_has_no_public_image_or_pdf(client, issue, page):
    Issue.objects.filter(pk=issue.pk).update(publish_at=clock.now() + clock.now().resolution * 10**10)
    assert client.get(address(page)).status_code == 404
    assert client.get("/zeitung/2026/3.pdf").status_code == 404


def test_the_url_of_a_withdrawn_image_returns_410(client, page):
    old = address(page)
    WithdrawnImage.objects.create(key=page.image_key)
    Page.objects.filter(pk=page.pk).update(image_key=new_image_key())
    assert client.get(old).status_code == 410


def test_a_deleted_issue_is_deleted_with_its_files(settings, issue, django_capture_on_commit_callbacks):
    issue.original.save("original.pdf", ContentFile(CONTENT))
    with django_capture_on_commit_callbacks(execute=True):
        issue.delete()
    assert [path.name for path in settings.LOCKED_ROOT.rglob("*") if path.is_file()] == []


def test_the_image_of_a_hidden_page_returns_410(client, page):
    Page.objects.filter(pk=page.pk).update(hidden_at=clock.now(), text="")
    assert client.get(address(page)).status_code == 410


@pytest.mark.parametrize("path", ["/zeitung/bilder/abc/480.webp", "/zeitung/bilder/abc/99999999999999999999.webp"])
def test_an_unknown_image_is_not_found(client, house, path):
    assert client.get(path).status_code == 404


def test_only_existing_widths_are_served(client, page, issue):
    assert client.get(address(page, 481)).status_code == 404
    assert client.get(address(page, 320)).status_code == 200
    assert client.get(address(issue.pages.get(number=2), 320)).status_code == 404


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("0-99", 0, 99), ("100-", 100, 2559), ("-10", 2550, 2559), ("2550-9999", 2550, 2559), ("-99999", 0, 2559)],
)
def test_a_part_of_a_pdf_is_sent(client, issue, asked, first, last):
    response = client.get("/zeitung/2026/3.pdf", headers={"Range": f"bytes={asked}"})
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/2560"
    assert body(response) == CONTENT[first : last + 1]
    assert response["Content-Length"] == str(last + 1 - first)


@pytest.mark.parametrize("asked", ["", "bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "items=0-1", "bytes=x-y"])
def test_what_is_no_single_range_gets_the_whole_pdf(client, issue, asked):
    response = client.get("/zeitung/2026/3.pdf", headers={"Range": asked})
    assert (response.status_code, response["Accept-Ranges"]) == (200, "bytes")
    assert body(response) == CONTENT


@pytest.mark.parametrize("asked", ["2560-", "9999-10000", "-0"])
def test_a_range_after_the_end_is_refused(client, issue, asked):
    response = client.get("/zeitung/2026/3.pdf", headers={"Range": f"bytes={asked}"})
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */2560")


def test_a_part_of_another_version_is_never_sent(client, issue):
    etag = client.get("/zeitung/2026/3.pdf")["ETag"]
    same = client.get("/zeitung/2026/3.pdf", headers={"Range": "bytes=0-9", "If-Range": etag})
    other = client.get("/zeitung/2026/3.pdf", headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (same.status_code, other.status_code) == (206, 200)


def test_head_says_how_large_the_pdf_is(client, issue):
    response = client.head("/zeitung/2026/3.pdf")
    assert (response.status_code, response["Content-Length"]) == (200, "2560")
