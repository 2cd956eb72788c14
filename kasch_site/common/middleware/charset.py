"""Accept UTF-8 requests only.

Browsers submit forms of a UTF-8 page as UTF-8. Django applies the charset of a request while constructing it, before
any middleware runs: some Python codecs are not text encodings ("hex", "rot13") and raise, others produce lone
surrogates that databases and templates refuse ("utf-7", "unicode_escape"). So the check wraps the WSGI application.
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
    """Return whether a Content-Type header names no charset, an unknown one (which Django ignores), or UTF-8."""
    try:
        _kind, parameters = parse_header_parameters(content_type)
        return codecs.lookup(parameters.get("charset", "utf-8")).name == "utf-8"
    except LookupError:
        return "*" not in content_type
    except ValueError:
        return False
