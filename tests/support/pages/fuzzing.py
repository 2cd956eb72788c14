"""Hostile values and requests with them: queries, forms, files, paths and headers."""

import random
import string
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import quote

from kasch_site.common.forms.query_params import declared_params
from tests.support.pages.addresses import Address
from tests.support.pages.form_inventory import ShownForm

# If a response contains these unescaped, they are executed in the browser.
MARK = "zq7x"
MARKUP = [f"<{MARK}>", f"\"'><{MARK} onload=1>", f"</script><{MARK}>", f"--><{MARK}>", f"]]><{MARK}>"]
LONG = 60_000
VALUES = [
    "", " ", "0", "-1", "1", "2", "9" * 18, "9" * 19, "9" * 40, "1e308", "NaN", "٣", "²", "0x10", "1_000", "1,5",
    "null", "None", "true", "on", "[]", "{}", "[1,2]", '{"a":', "[[[[[[[[", "\0", "a\0b", "%00", "%s%s%n", "{0}",
    "{{7}}",
    "{% now 'Y' %}", "' OR 1=1 --", '"; DROP TABLE x', "\\", "\\u0000", "../../etc/passwd", "..", "/",
    "//evil.example/",
    "https://evil.example/", "javascript:alert(1)", "\r\nX: y", "a\r\nBcc: x@example.org", "\u202e", "\u2066x",
    "\u200b",
    "\ufeff", "\ufffe", "\ud800", "🏳️‍🌈" * 50, "ß" * 300, "İ" * 300, "a\u0301" * 300, "ﷺ" * 200, "x@example.org",
    "a@b", "@", "@" * 500, "x" * 300 + "@example.org", "x@" + "a." * 200 + "de", "0123 456789", "+49" + "1" * 60,
    "2026-12-24", "2026-02-30", "0000-01-01", "9999-12-31", "10000-01-01", "2026-W53-7", "24:00", "25:61", "-0:1",
    "2026-12-24T23:59:59+99:99", "2026-03-29 02:30", "00000000-0000-0000-0000-000000000000", "book", "accept",
    "decline",
    "leave", "everything", "people", "return", "erase", "Mi", "de", "xx-yy", "1;2", "a,b,c", "*", "%", "_", "__",
    "_popup",
]  # fmt: skip
CHARACTERS = "@.( ,;:-+'\"<>&%\\/\n\t\0\u202e\ud800äß٣x7"
QUERIES = [
    "e", "q", "p", "o", "all", "_popup", "_to_field", "_changelist_filters", "_facets", "next", "term", "app_label",
    "model_name", "field_name", "ab", "bis", "jahr", "monat", "tag", "raum", "zeit", "frist", "suche", "seite",
    "vorschau",
    "neu", "was", "termin", "id", "id__in", "pk", "pk__exact", "status__exact", "title__regex", "name__contains",
    "email__icontains", "starts_at__year", "starts_at__day", "starts_at__gte", "event__id__exact", "event__title__in",
    "created_at__isnull", "args_kwargs__contains", "group__isnull", "ruhig", "x",
]  # fmt: skip
HEADERS = [
    "HTTP_COOKIE", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_REFERER", "HTTP_ORIGIN",
    "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_X_FORWARDED_FOR", "HTTP_USER_AGENT",
    "HTTP_SEC_FETCH_SITE", "HTTP_X_REQUESTED_WITH", "HTTP_CONTENT_LANGUAGE",
]  # fmt: skip
FILES = [
    b"",
    b"x",
    b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    b"GIF89a" + b"\xff" * 20,
    b"<svg onload=1/>",
    b"\xff\xd8\xff" * 20,
]
METHODS = ["get", "get", "get", "head", "post", "put", "options"]


@dataclass
class Attack:
    """One request: URL, method and data."""

    path: str
    method: str
    data: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)
    as_staff: bool = False

    @property
    def sent(self) -> dict:
        """Return the data as bytes, also what is no text (lone surrogates); files stay files."""
        return {_bytes(name).decode(errors="replace"): _bytes(value) for name, value in self.data.items()}

    def __str__(self):
        user = "staff " if self.as_staff else ""
        return f"{user}{self.method.upper()} {self.path[:300]!r} {str(self.data)[:600]} {str(self.headers)[:200]}"


class Attacks:
    """A reproducible source of attacks on URLs and forms: equal seeds yield equal attacks."""

    def __init__(self, seed: int, addresses: list[Address], public: list[ShownForm], staff: list[ShownForm]):
        self.random = random.Random(seed)
        self.addresses, self.public, self.staff = addresses, public, staff
        self.kinds: list[Callable[[], Attack]] = [self.query, self.form, self.form, self.form, self.path, self.header]

    def next(self) -> Attack:
        """Return another attack."""
        return self.random.choice(self.kinds)()

    def value(self) -> str:
        """Return a hostile value: markup, a listed value, a very long or a random one."""
        kind = self.random.random()
        if kind < 0.3:
            return self.random.choice(MARKUP)
        if kind < 0.75:
            return self.random.choice(VALUES)
        if kind < 0.85:
            return self.random.choice(CHARACTERS) * self.random.choice([200, 5_000, LONG])
        alphabet = CHARACTERS + string.printable
        return "".join(self.random.choice(alphabet) for _ in range(self.random.randrange(1, 80)))

    def query(self) -> Attack:
        """GET a URL with its own parameters, those of other views, and unknown ones."""
        address = self.random.choice(self.addresses)
        declared = declared_params(address.route.view)
        names = self.random.choices(declared, k=1) if declared else []
        names += self.random.choices(QUERIES, k=self.random.randrange(1, 4))
        data = {name: self._some() for name in names}
        if self.random.random() < 0.1:
            data[self.value()[:500]] = self.value()
        return Attack(address.path, "get", data, as_staff=self._is_staff(address))

    def form(self) -> Attack:
        """Submit a form with some fields changed, omitted or repeated."""
        as_staff = self.random.random() < 0.6
        form = self.random.choice(self.staff if as_staff else self.public)
        data = dict(form.fields)
        for name in self.random.sample(sorted(data), k=min(len(data), self.random.randrange(1, 6))):
            if self.random.random() < 0.1:
                del data[name]
            else:
                data[name] = self._some()
        for name in form.files:
            content = self.random.choice(FILES)
            data[name] = BytesIO(content)
            data[name].name = _fit_for_a_header(self.value())[:100] or "x"
        return Attack(form.action, form.method if form.method in ("get", "post") else "post", data, as_staff=as_staff)

    def path(self) -> Attack:
        """Request a URL with one path segment replaced, with any method."""
        address = self.random.choice(self.addresses)
        parts = address.path.split("/")
        place = self.random.randrange(len(parts))
        parts[place] = quote(self.value()[:2_000].encode("utf-8", "surrogatepass"), safe="")
        method = self.random.choice(METHODS)
        return Attack("/".join(parts), method, as_staff=self._is_staff(address))

    def header(self) -> Attack:
        """Request a URL with hostile headers."""
        address = self.random.choice(self.addresses)
        names = self.random.choices(HEADERS, k=self.random.randrange(1, 3))
        headers = {name: _fit_for_a_header(self.value())[:8_000] for name in names}
        return Attack(address.path, "get", headers=headers, as_staff=self._is_staff(address))

    def _is_staff(self, address):
        return self.random.random() < (0.9 if address.route.is_staff else 0.3)

    def _some(self):
        return [self.value() for _ in range(2)] if self.random.random() < 0.1 else self.value()


def _bytes(value):
    if isinstance(value, list):
        return [_bytes(item) for item in value]
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


def _fit_for_a_header(text):
    """Return the text as an application server passes it on: one line of Latin-1."""
    return text.translate({ord(character): None for character in "\r\n\0"}).encode("utf-8", "replace").decode("latin-1")
