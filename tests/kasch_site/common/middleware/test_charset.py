"""A request in another charset than UTF-8 is refused, and never breaks the server."""

import codecs
import io

import pytest
from django.core.handlers.wsgi import WSGIRequest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.middleware.charset import is_utf8, utf8_only

BODY = b'--x\r\nContent-Disposition: form-data; name="what"\r\n\r\n+2AA- \\ud800 T\xfcr\r\n--x--\r\n'
FORMS = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]


def reader(environ, start_response):
    """Reads a request with Django as a view would, and writes out what came."""
    request = WSGIRequest(environ)
    came = request.GET.urlencode() + request.POST.get("what", "")
    start_response("200 OK", [])
    return [came.encode()]


def status_of(content_type, method="POST"):
    """What the server would answer."""
    answers = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": "/",
        "QUERY_STRING": "seite=/%ff%00/",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(BODY)),
        "wsgi.input": io.BytesIO(BODY),
        "wsgi.url_scheme": "http",
    }
    utf8_only(reader)(environ, lambda status, headers: answers.append(int(status.split()[0])))
    return answers[0]


@pytest.mark.parametrize(
    "charset", ["utf-16", "us-ascii", "hex", "utf-7", "unicode_escape", "rot13", "latin-1", "idna", "\0"]
)
@pytest.mark.parametrize("form", FORMS)
def test_another_charset_is_refused(form, charset):
    assert status_of(f"{form}; charset={charset}") == 400
    assert status_of(f"{form}; charset={charset}", "GET") == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", '"utf-8"', "gibtesnicht", ""])
@pytest.mark.parametrize("form", FORMS)
def test_utf8_and_what_nobody_knows_is_read_as_utf8(form, charset):
    assert status_of(f"{form}; charset={charset}", "GET") == 200
    # Django itself refuses a form of lines whose charset has another name than "utf-8".
    if charset != "UTF8":
        assert status_of(f"{form}; charset={charset}") == 200


@pytest.mark.parametrize(
    "header", ["text/plain; charset*=hex''abc", "text/plain; x*=gibtesnicht''%41", "; charset*=rot13'de'u"]
)
def test_a_header_that_breaks_its_reader_is_refused(header):
    assert status_of(header) == 400


@given(st.text())
def test_looking_at_a_header_never_fails(header):
    for content_type in (header, f"multipart/form-data; charset={header}"):
        # What Django reads of it afterwards is text in UTF-8, or the request does not get there.
        if is_utf8(content_type):
            assert charset_django_reads(content_type) == "utf-8"


def charset_django_reads(content_type):
    request = WSGIRequest({"REQUEST_METHOD": "GET", "CONTENT_TYPE": content_type, "wsgi.input": io.BytesIO()})
    return codecs.lookup(request.encoding or "utf-8").name
