"""Only UTF-8 comes in.

Browsers send forms of a UTF-8 page as UTF-8. Django believes a request that names another charset, while it is still
building the request, where no middleware can help: some of Python's codecs are no text at all ("hex", "rot13") and
break it, others make halves of characters that no database and no page takes ("utf-7", "unicode_escape"). So such a
request is answered before it reaches Django.
"""

import codecs

from django.utils.http import parse_header_parameters

_ANSWER = "Diese Anfrage können wir nicht lesen: Wir verstehen nur Text in UTF-8.\n".encode()


def utf8_only(application):
    """Wrap a WSGI application so that requests in another charset get status 400."""

    def checked(environ, start_response):
        if is_utf8(environ.get("CONTENT_TYPE", "")):
            return application(environ, start_response)
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [_ANSWER]

    return checked


def is_utf8(content_type: str) -> bool:
    """Whether a Content-Type header names no charset, one that nobody knows (Django ignores it), or UTF-8."""
    try:
        _kind, parameters = parse_header_parameters(content_type)
        return codecs.lookup(parameters.get("charset", "utf-8")).name == "utf-8"
    except LookupError:
        return "*" not in content_type
    except ValueError:
        return False
