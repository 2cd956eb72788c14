"""A request in another charset than UTF-8 is refused, without a server error."""

import codecs
import io

import pytest
from django.core.handlers.wsgi import WSGIRequest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.middleware.charset import utf8_only

BODY = b'--x\r\nContent-Disposition: form-data; name="description"\r\n\r\n+2AA- \\ud800 T\xfcr\r\n--x--\r\n'
FORMS = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]


def reader(environ, start_response):
    """Return the contents of the request, as a view."""
    request = WSGIRequest(environ)
    received = request.GET.urlencode() + request.POST.get("description", "")
    start_response("200 OK", [])
    return [received.encode()]


def status_of(content_type, method="POST"):
    """Return the response of the server."""
    statuses = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": "/",
        "QUERY_STRING": "seite=/%ff%00/",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(BODY)),
        "wsgi.input": io.BytesIO(BODY),
        "wsgi.url_scheme": "http",
    }
    utf8_only(reader)(environ, lambda status, headers: statuses.append(int(status.split()[0])))
    return statuses[0]


@pytest.mark.parametrize(
    "charset",
    ["utf-16", "us-ascii", "hex", "utf-7", "unicode_escape", "rot13", "latin-1", "idna", "gibtesnicht", "\0", ""],
)
@pytest.mark.parametrize("form", FORMS)
def test_another_charset_is_refused(form, charset):
    assert status_of(f"{form}; charset={charset}") == 400
    assert status_of(f"{form}; charset={charset}", "GET") == 400


@pytest.mark.parametrize(
    "ending", ["", "; charset=utf-8", ";charset=UTF-8", '; charset="utf-8"', "; charset=utf-8 ; x=y"]
)
@pytest.mark.parametrize("form", FORMS)
def test_charsets_sent_by_browsers_are_accepted(form, ending):
    assert status_of(f"{form}{ending}", "GET") == 200
    assert status_of(f"{form}{ending}") == 200


@pytest.mark.parametrize(
    "header",
    ["text/plain; charset*=hex''abc", "text/plain; x*=gibtesnicht''%41", "; charset*=rot13'de'u", "a; charset*0=he"],
)
def test_a_malformed_content_type_is_refused(header):
    assert status_of(header) == 400


def charset_django_reads(environ, start_response):
    start_response("200 OK", [])
    return [codecs.lookup(WSGIRequest(environ).encoding or "utf-8").name]


@given(st.text() | st.from_regex(r"(?i)\A[a-z/;= ]*;? ?chars?et ?\*?=[\w\"'-]*", fullmatch=True))
def test_any_content_type_is_read_as_utf_8_or_refused(header):
    for content_type in (header, f"multipart/form-data; charset={header}"):
        environ = {"REQUEST_METHOD": "GET", "CONTENT_TYPE": content_type, "wsgi.input": io.BytesIO()}
        [answer] = utf8_only(charset_django_reads)(environ, lambda _status, _headers: None)
        assert answer == "utf-8" or isinstance(answer, bytes)
