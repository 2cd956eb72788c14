"""A local server that plays the SRU interface of a national library: good, slow, lying, broken, huge, redirecting."""

import gzip
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

_ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/"><version>1.1</version>
<numberOfRecords>{number}</numberOfRecords><records>{records}</records></searchRetrieveResponse>"""
_FIELDS = [
    ("020", "a", "{isbn}"),
    ("041", "a", "ger"),
    ("100", "a", "Beispiel, Erika"),
    ("245", "a", "{title}"),
    ("245", "b", "ein Roman"),
    ("264", "b", "Verlag am Platz"),
    ("264", "c", "[2013]"),
    ("653", "a", "(Zielgruppe)ab 8 Jahre"),
]
_BEGIN = """<record><recordSchema>MARC21-xml</recordSchema><recordPacking>xml</recordPacking><recordData>
<record xmlns="http://www.loc.gov/MARC21/slim" type="Bibliographic"><leader>00000nam a2200000 c 4500</leader>
<controlfield tag="008">240101s2013    gw ||||| |||| 00||||ger  </controlfield>"""
_END = "</record></recordData></record>"


def _record(isbn, title) -> str:
    fields: dict[str, str] = {}
    for tag, code, text in _FIELDS:
        value = text.format(isbn=isbn, title=title)
        fields[tag] = fields.get(tag, "") + f'<subfield code="{code}">{value}</subfield>'
    rows = [f'<datafield ind1=" " ind2=" " tag="{tag}">{inside}</datafield>' for tag, inside in fields.items()]
    return _BEGIN + "".join(rows) + _END


BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


def answer(*records: tuple[str, str]) -> bytes:
    """Return an answer with records, each an ISBN as the catalogue writes it and a title."""
    rows = "".join(_record(isbn, title) for isbn, title in records)
    return _ENVELOPE.format(number=len(records), records=rows).encode()


class FakeServer:
    """The response of the server, and the paths that were requested."""

    def __init__(self):
        self.requested: list[str] = []
        self.status, self.headers = 200, {"Content-Type": "text/xml;charset=UTF-8"}
        self.content = answer()
        # Called with the function that writes bytes, instead of sending `content`.
        self.writes = None
        self.may_end = threading.Event()

    def queries(self) -> list[dict]:
        """Return the parameters of each request."""
        return [parse_qs(urlsplit(url).query) for url in self.requested]

    def gzipped(self, content: bytes) -> None:
        """Answer with this, compressed."""
        self.content = gzip.compress(content)
        self.headers["Content-Encoding"] = "gzip"


@contextmanager
def served():
    """Run the server on a free port; yield it and its address."""
    fake = FakeServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            fake.requested.append(self.path)
            self.send_response(fake.status)
            for name, value in fake.headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                fake.writes(self.wfile.write) if fake.writes else self.wfile.write(fake.content)
            except OSError:
                return

        def log_message(self, *args):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield fake, f"http://127.0.0.1:{server.server_port}/sru"
    finally:
        fake.may_end.set()
        server.shutdown()
        server.server_close()
