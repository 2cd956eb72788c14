"""A cache of anonymous pages in memory that never serves stale content.

A page is cached under the stamp of all visible records (`versions.stamp`, one small query per request) and the minute
in which it was rendered: changes by staff are visible on the next request in every process, and content that depends on
the clock (lit windows, "heute", open or closed) is correct to the minute. Requests with a session cookie bypass the
cache.

The key holds only what the site itself defines, so that strangers cannot force expensive pages to be rendered again and
again. The host is part of it only where no URL is configured (`settings.SITE_URL`), and of the query only the
parameters that the view declares (`query_params`).

A page that depends on more than the stamp sets `response.is_still_valid`, a function without arguments that is called
before the page is served again.
"""

import hashlib
import threading
import time
import zlib
from collections import OrderedDict
from functools import lru_cache

import brotli
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpResponse
from django.utils.cache import get_conditional_response

from kasch_site.common.forms.query_params import drop_unknown_params

from . import versions

MAX_BYTES = 24 * 1024 * 1024
MAX_PAGE = 3 * 1024 * 1024  # a calendar of a large house; compressed it takes a hundredth
MAX_PATH_LENGTH = 500  # characters; the site has no longer path, and keys use memory too
MAX_ACCEPTED_LENGTH = 200  # characters of Accept-Encoding; browsers send about 30
_UNCACHED_PREFIXES = ("/static/", "/media/", "/admin/")
_COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")


class PageCacheMiddleware:
    """Outermost middleware: serves cached pages, caches new ones, and compresses each once."""

    def __init__(self, get_response):
        self.get_response = get_response
        # Search terms are unbounded: pages with a query have a cache of their own.
        self.pages_without_query = PageStore(MAX_BYTES * 3 // 4)
        self.pages_with_query = PageStore(MAX_BYTES // 4)

    def __call__(self, request):
        host = host_of(request) if is_cacheable_request(request) else None
        if host is None:
            return self.get_response(request)
        if request.META.get("QUERY_STRING"):
            drop_unknown_params(request)
        pages = self.pages_with_query if request.META.get("QUERY_STRING") else self.pages_without_query
        stamp = versions.read_stamp()
        key = key_of(request, host)
        version = (stamp, int(time.time() // 60))
        page = pages.get(key, version)
        if page is None or not page.is_still_valid():
            with versions.pinned(stamp):
                response = self.get_response(request)
            if not is_cacheable_response(response):
                return response
            page = Page(response, key[-1])
            pages.put(key, version, page)
        return page.response_to(request)


def is_cacheable_request(request):
    """Return whether the request is an anonymous read."""
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and len(request.path_info) <= MAX_PATH_LENGTH
        and not request.path_info.startswith(_UNCACHED_PREFIXES)
    )


def host_of(request):
    """Return the host that pages depend on: "" if a URL is configured, None if CommonMiddleware refuses it."""
    if settings.SITE_URL and f"{request.scheme}://{request.META.get('HTTP_HOST')}" == settings.SITE_URL:
        return ""
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    return "" if settings.SITE_URL else host


def key_of(request, host):
    """Return all values that a page depends on; the last one is the encoding."""
    return (
        host,
        request.is_secure(),  # an insecure request is redirected to https
        request.path_info,
        request.META.get("QUERY_STRING", ""),
        wanted_encoding(request.META.get("HTTP_ACCEPT_ENCODING", "")),
    )


class Page:
    """A rendered response: encoded body, headers, ETag."""

    __slots__ = ("body", "content_type", "etag", "headers", "is_still_valid", "size")

    def __init__(self, response, encoding):
        content = response.content
        self.is_still_valid = getattr(response, "is_still_valid", _always_valid)
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

    def response_to(self, request):
        response = HttpResponse(self.body, content_type=self.content_type, headers=self.headers)
        if "HTTP_IF_NONE_MATCH" in request.META:
            return get_conditional_response(request, etag=self.etag, response=response)
        return response


def _always_valid():
    return True


class PageStore:
    """An LRU cache of pages by key, each valid for one version; holds at most `max_bytes`."""

    def __init__(self, max_bytes):
        self.max_bytes = max_bytes
        self.size = 0
        self.pages = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key, version):
        cached = self.pages.get(key)
        if cached is None or cached[0] != version:
            return None
        return cached[1]

    def put(self, key, version, page):
        with self.lock:
            old = self.pages.pop(key, None)
            if old:
                self.size -= old[1].size
            self.pages[key] = (version, page)
            page.size += len(str(key))
            self.size += page.size
            while self.size > self.max_bytes:
                _key, (_version, dropped) = self.pages.popitem(last=False)
                self.size -= dropped.size


def is_cacheable_response(response):
    """Return whether the response is complete, public and without a cookie."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and "private" not in response.get("Cache-Control", "")
        and "no-store" not in response.get("Cache-Control", "")
        and "Cookie" not in response.get("Vary", "")
        and len(response.content) <= MAX_PAGE
    )


@lru_cache(maxsize=100)
def wanted_encoding(accepted):
    """Return the best encoding that an Accept-Encoding header allows: "br", "gzip" or "" (RFC 9110, 12.5.3)."""
    weights = {}
    if len(accepted) > MAX_ACCEPTED_LENGTH:
        return ""
    for part in accepted.lower().split(","):
        coding, _semicolon, parameter = part.partition(";")
        weights[coding.strip()] = _weight(parameter)
    for coding in ("br", "gzip"):
        if weights.get(coding, weights.get("*", 0)) > 0:
            return coding
    return ""


def _weight(parameter):
    """Return the number of "q=0.5"; 1 if missing, 0 if invalid."""
    name, _equals, value = parameter.replace(" ", "").partition("=")
    try:
        return float(value) if name == "q" else float(not name)
    except ValueError:
        return 0


def compress(content, encoding):
    """Compress a page. It is public, so compression cannot leak a secret."""
    if encoding == "br":
        return brotli.compress(content, quality=5)
    if encoding == "gzip":
        return zlib.compress(content, 6, wbits=31)
    return content
