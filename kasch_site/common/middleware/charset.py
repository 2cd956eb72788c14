"""Accept UTF-8 requests only.

Browsers submit forms of a UTF-8 page as UTF-8. Django applies any other charset of a request while constructing it,
before a middleware could intervene: some Python codecs are not text encodings ("hex", "rot13") and raise, others
produce lone surrogates that databases and templates refuse ("utf-7"). So the check wraps the WSGI application.
"""

import re

# RFC 2231 parameters ("charset*=…", "x*0=…") are refused too: no browser sends them, and unknown ones raise.
_NOT_UTF8 = re.compile(r'\*|charset(?!="?utf-?8"?\s*(;|$))', re.IGNORECASE)
_RESPONSE = "Diese Anfrage können wir nicht lesen: Wir verstehen nur Text in UTF-8.\n".encode()


def utf8_only(application):
    """Wrap a WSGI application so that requests in another charset get status 400."""

    def wrapper(environ, start_response):
        if not _NOT_UTF8.search(environ.get("CONTENT_TYPE", "")):
            return application(environ, start_response)
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [_RESPONSE]

    return wrapper
