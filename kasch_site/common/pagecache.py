"""Answering an anonymous reader from memory, and never with yesterday's page.

A page is remembered under the stamp of all visible records (`versions.stamp`, one small query a request) and the
minute in which it was made: what staff publish is there on the next request of every process, and what the clock
changes (lit windows, "heute", open or closed) is right to the minute. Whoever sends a session cookie passes by.
"""

import hashlib
import threading
import time
import zlib
from collections import OrderedDict

import brotli
from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified

from . import versions

MOST_BYTES = 24 * 1024 * 1024
LARGEST_PAGE = 3 * 1024 * 1024  # a calendar of a year; compressed it takes a hundredth
_PASSING = ("/static/", "/media/", "/admin/")
_COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")


class PageCacheMiddleware:
    """Outermost middleware: serves remembered pages, remembers fresh ones, compresses both once."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.pages = Memory(MOST_BYTES)

    def __call__(self, request):
        if not self.may_remember(request):
            return self.get_response(request)
        stamp = versions.read_stamp()
        key = (
            request.META.get("HTTP_HOST", ""),
            request.META.get("HTTP_X_FORWARDED_PROTO", "") or request.scheme,
            request.path_info,
            request.META.get("QUERY_STRING", ""),
            wanted_encoding(request),
        )
        moment = (stamp, int(time.time() // 60))
        page = self.pages.get(key, moment)
        if page is None:
            with versions.pinned(stamp):
                response = self.get_response(request)
            if not is_memorable(response):
                return response
            page = Page(response, key[-1])
            self.pages.put(key, moment, page)
        return page.answer(request)

    @staticmethod
    def may_remember(request):
        return (
            request.method in ("GET", "HEAD")
            and settings.SESSION_COOKIE_NAME not in request.META.get("HTTP_COOKIE", "")
            and not request.path_info.startswith(_PASSING)
        )


class Page:
    """A finished answer: body in the encoding asked for, its headers, its ETag."""

    __slots__ = ("body", "content_type", "etag", "headers", "size")

    def __init__(self, response, encoding):
        content = response.content
        self.headers = {name: value for name, value in response.items() if name.lower() != "content-length"}
        self.content_type = self.headers.pop("Content-Type")
        compressible = self.content_type.startswith(_COMPRESSIBLE)
        self.body = compress(content, encoding) if compressible else content
        if compressible:
            self.headers["Vary"] = "Accept-Encoding"
            if encoding:
                self.headers["Content-Encoding"] = encoding
        self.etag = f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}{encoding[:1]}"'
        self.headers["ETag"] = self.etag
        self.headers.setdefault("Cache-Control", "no-cache")
        self.headers["Content-Length"] = str(len(self.body))
        self.size = len(self.body) + 1500

    def answer(self, request):
        if request.META.get("HTTP_IF_NONE_MATCH") == self.etag:
            kept = {name: self.headers[name] for name in ("ETag", "Cache-Control")}
            return HttpResponseNotModified(headers=kept)
        return HttpResponse(self.body, content_type=self.content_type, headers=self.headers)


class Memory:
    """Pages by key, each right only at its moment; the least recently used go when `most` bytes are full."""

    def __init__(self, most):
        self.most = most
        self.size = 0
        self.pages = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key, moment):
        held = self.pages.get(key)
        if held is None or held[0] != moment:
            return None
        return held[1]

    def put(self, key, moment, page):
        with self.lock:
            old = self.pages.pop(key, None)
            if old:
                self.size -= old[1].size
            self.pages[key] = (moment, page)
            self.size += page.size
            while self.size > self.most:
                _key, (_moment, dropped) = self.pages.popitem(last=False)
                self.size -= dropped.size


def is_memorable(response):
    """Only finished, public pages without a cookie are remembered."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and "private" not in response.get("Cache-Control", "")
        and "no-store" not in response.get("Cache-Control", "")
        and "Cookie" not in response.get("Vary", "")
        and len(response.content) <= LARGEST_PAGE
    )


def wanted_encoding(request):
    """The best encoding the reader takes: "br", "gzip" or "" for none."""
    accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
    if "br" in accepted:
        return "br"
    return "gzip" if "gzip" in accepted else ""


def compress(content, encoding):
    """Compress a page that holds no secret (it is the same for everybody)."""
    if encoding == "br":
        return brotli.compress(content, quality=5)
    if encoding == "gzip":
        return zlib.compress(content, 6, wbits=31)
    return content
