"""Generated malicious PDFs: bombs, loops, programs, broken and foreign files."""

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String


def small_pdf(pages: int = 1, width: float = 300, height: float = 400) -> bytes:
    """Return a PDF whose pages say "Seite 1" and so on."""
    return with_a_page_of(None, pages=pages, number=0, width=width, height=height)


def with_a_page_of(content, *, pages=1, number=1, width=300, height=400) -> bytes:
    """Return a PDF of which one page has this content: a function of the PDF and the page."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for page_number in range(1, pages + 1):
        page = pdf.add_blank_page()
        page.mediabox = [0, 0, width, height]
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
        page.obj.Contents = pdf.make_stream(f"BT /F1 12 Tf 20 20 Td (Seite {page_number}) Tj ET".encode())
        if page_number == number and content:
            content(pdf, page)
    return saved(pdf)


def saved(pdf, **options) -> bytes:
    """Return the bytes of an open PDF."""
    buffer = io.BytesIO()
    pdf.save(buffer, **options)
    return buffer.getvalue()


def readable(content: bytes) -> bytes:
    """Return the PDF with all streams uncompressed."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable, qdf=True)


def annotate(pdf, action) -> None:
    """Put a link with this action on the first page."""
    page = pdf.pages[0].obj
    link = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 50, 50]), A=action))
    page.Annots = Array([*page.get("/Annots", []), link])


def stream_bomb(megabytes: int, layers: int = 1):
    """Return a page of blanks that are small only while they are compressed."""

    def content(pdf, page):
        data = b" " * (megabytes * 1024 * 1024)
        for _layer in range(layers):
            data = zlib.compress(data, 9)
        stream = Stream(pdf, data)
        stream.Filter = Array([Name.FlateDecode] * layers)
        page.obj.Contents = pdf.make_indirect(stream)

    return content


def forms_in_forms(depth: int, fold: int = 10):
    """Return a page of forms that draw forms, ten times each."""

    def content(pdf, page):
        inner = pdf.make_stream(b"0 0 1 1 re f")
        inner.Type, inner.Subtype, inner.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 100])
        for _level in range(depth):
            outer = pdf.make_stream(b"/X Do " * fold)
            outer.Type, outer.Subtype, outer.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 100])
            outer.Resources = Dictionary(XObject=Dictionary(X=inner))
            inner = outer
        page.obj.Resources.XObject = Dictionary(X=inner)
        page.obj.Contents = pdf.make_stream(b"/X Do")

    return content


def pattern_bomb(step: float):
    """Return a page filled with a pattern of tiny steps."""

    def content(pdf, page):
        pattern = pdf.make_stream(b"0 0 1 1 re f")
        pattern.Type, pattern.PatternType, pattern.PaintType, pattern.TilingType = Name.Pattern, 1, 1, 1
        pattern.BBox, pattern.XStep, pattern.YStep = Array([0, 0, 1, 1]), step, step
        pattern.Resources = Dictionary()
        page.obj.Resources.Pattern = Dictionary(P=pattern)
        page.obj.Contents = pdf.make_stream(b"/Pattern cs /P scn 0 0 300 400 re f")

    return content


def image_bomb(side: int, bits: int = 1):
    """Return a page with an image of so many pixels, all of one colour."""

    def content(pdf, page):
        compress = zlib.compressobj(9)
        line = b"\0" * ((side * bits + 7) // 8)
        data = b"".join(compress.compress(line) for _line in range(side)) + compress.flush()
        image = Stream(pdf, data)
        image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.FlateDecode
        image.Width, image.Height, image.BitsPerComponent, image.ColorSpace = side, side, bits, Name.DeviceGray
        page.obj.Resources.XObject = Dictionary(I=pdf.make_indirect(image))
        page.obj.Contents = pdf.make_stream(b"300 0 0 400 0 0 cm /I Do")

    return content


def text_bomb(characters: int):
    """Return a page with so many characters in one place."""

    def content(pdf, page):
        line = b"(" + b"x" * 1000 + b") Tj "
        data = b"BT /F1 1 Tf 10 10 Td " + line * (characters // 1000) + b"ET"
        stream = Stream(pdf, zlib.compress(data, 9))
        stream.Filter = Name.FlateDecode
        page.obj.Contents = pdf.make_indirect(stream)

    return content


def with_action(place: str, action: Callable) -> bytes:
    """Return a PDF with an action in one of `ACTION_PLACES`."""
    with pikepdf.open(io.BytesIO(small_pdf(pages=2))) as pdf:
        ACTION_PLACES[place](pdf, action(pdf))
        return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _open_action(pdf, action):
    pdf.Root.OpenAction = action


def _next_action(pdf, action):
    pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]), Next=action)


def _additional(pdf, action):
    pdf.Root.AA = Dictionary(WC=action)


def _of_a_page(pdf, action):
    pdf.pages[1].obj.AA = Dictionary(O=action)


def _outline(pdf, action):
    item = pdf.make_indirect(Dictionary(Title=String("Inhalt"), A=action))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines, First=item, Last=item, Count=1))
    item.Parent = pdf.Root.Outlines


def _field(pdf, action):
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("Feld"), AA=Dictionary(F=action)))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def _name_tree(pdf, action):
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))


def _malformed(pdf, action):
    action.S = String(str(action.S))
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=pdf.make_indirect(Name.JavaScript), JS=String("app.alert(1)")))
    pdf.Root.Odd = Array([Array([action])])


ACTION_PLACES = {
    "open action": _open_action,
    "next action": _next_action,
    "additional actions": _additional,
    "page": _of_a_page,
    "annotation": annotate,
    "outline": _outline,
    "field": _field,
    "name tree": _name_tree,
    "malformed": _malformed,
}


def _embedded(pdf):
    file = pdf.make_stream(b"MZ program")
    file.Type = Name.EmbeddedFile
    return Dictionary(S=Name.GoToE, T=Dictionary(R=Name.C), F=Dictionary(EF=Dictionary(F=file), F=String("a.exe")))


ACTIONS = {
    "JavaScript": lambda pdf: Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")),
    "JavaScript in a stream": lambda pdf: Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)")),
    "Launch": lambda pdf: Dictionary(S=Name.Launch, F=String("cmd.exe")),
    "SubmitForm": lambda pdf: Dictionary(S=Name.SubmitForm, F=String("http://example.org")),
    "ImportData": lambda pdf: Dictionary(S=Name.ImportData, F=String("a.fdf")),
    "GoToR": lambda pdf: Dictionary(S=Name.GoToR, F=String("\\\\example.org\\a.pdf"), D=Array([0, Name.Fit])),
    "GoToE": _embedded,
    "Rendition": lambda pdf: Dictionary(S=Name.Rendition, JS=String("app.alert(1)"), OP=0),
    "RichMediaExecute": lambda pdf: Dictionary(S=Name.RichMediaExecute, CMD=Dictionary(C=String("play"))),
}


def actions() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield PDFs with each action in each place."""
    for place in ACTION_PLACES:
        for name, action in ACTIONS.items():
            yield f"{name}, {place}", lambda place=place, action=action: with_action(place, action)


def bombs(seed: int) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield a bomb of each kind; the seed chooses its size."""
    rng = random.Random(seed)
    kinds = {
        "stream": stream_bomb(rng.randint(300, 900), layers=rng.randint(1, 3)),
        "forms": forms_in_forms(rng.randint(8, 40)),
        "pattern": pattern_bomb(10 ** -rng.uniform(3, 6)),
        "image": image_bomb(rng.randint(30_000, 60_000)),
        "text": text_bomb(rng.randint(2_000_000, 12_000_000)),
    }
    for name, content in kinds.items():
        yield f"{name} bomb {seed}", lambda content=content: with_a_page_of(content, pages=2, number=2)


def loops(seed: int) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield page trees, forms and outlines that lead to themselves."""

    def page_tree():
        with pikepdf.open(io.BytesIO(small_pdf(pages=1 + seed % 5))) as pdf:
            pdf.Root.Pages.Kids.append(pdf.Root.Pages)
            return saved(pdf)

    def form(pdf, page):
        own = pdf.make_stream(b"/X Do " * (1 + seed % 7))
        own.Type, own.Subtype, own.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 100])
        own.Resources = Dictionary(XObject=Dictionary(X=own))
        page.obj.Resources.XObject = Dictionary(X=own)
        page.obj.Contents = pdf.make_stream(b"/X Do")

    def outline():
        with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
            item = pdf.make_indirect(Dictionary(Title=String(f"Kreis {seed}")))
            item.Next = item.First = item
            pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=item, Last=item, Count=1 + seed))
            return saved(pdf)

    yield f"page tree {seed}", page_tree
    yield f"form in itself {seed}", lambda: with_a_page_of(form)
    yield f"outline {seed}", outline


def page_counts(seed: int) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield PDFs with too many pages, wrong counts, and pages of impossible sizes."""

    def wrong_count():
        with pikepdf.open(io.BytesIO(small_pdf(pages=2))) as pdf:
            pdf.Root.Pages.Count = (10**9, -1, 0, 2**40)[seed % 4] + seed
            return saved(pdf)

    yield f"many pages {seed}", lambda: small_pdf(pages=201 + seed)
    yield f"wrong count {seed}", wrong_count
    yield f"large page {seed}", lambda: small_pdf(width=20_000 + 1000 * seed)


def polyglots(seed: int) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield files that are a PDF and something else."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("program.exe", b"MZ" * (1 + seed))
    pdf = small_pdf(pages=1 + seed % 3)
    page = f"<html><script>alert({seed})</script>".encode()
    yield f"zip behind {seed}", lambda: pdf + archive.getvalue()
    yield f"zip around {seed}", lambda: archive.getvalue()[:40] + pdf + archive.getvalue()
    yield f"picture before {seed}", lambda: b"\xff\xd8\xff\xe0" + b"\0" * seed + pdf
    yield f"web page before {seed}", lambda: page + pdf
    yield f"web page behind {seed}", lambda: pdf + page * 100


def broken(seed: int) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield truncated files, files with changed bytes, encrypted ones, and others with the name of a PDF."""
    rng = random.Random(seed)
    pdf = small_pdf(pages=3)

    def changed():
        content = bytearray(pdf)
        for _change in range(40):
            content[rng.randrange(20, len(content))] = rng.randrange(256)
        return bytes(content)

    def encrypted():
        with pikepdf.open(io.BytesIO(pdf)) as open_pdf:
            user = "" if seed % 2 else "geheim"
            return saved(open_pdf, encryption=pikepdf.Encryption(owner="wer", user=user, R=(4, 6)[seed % 2]))

    yield f"truncated {seed}", lambda: pdf[: rng.randrange(10, len(pdf) - 200)]
    yield f"changed {seed}", changed
    yield f"encrypted {seed}", encrypted
    yield f"no pdf {seed}", lambda: rng.choice([b"PK\x03\x04", b"\x89PNG\r\n", b"{\\rtf1", b"\0\0"]) + b"x" * seed


def refused() -> list[tuple[str, bytes, str]]:
    """Return files with the sentence with which each is refused."""
    with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
        locked = saved(pdf, encryption=pikepdf.Encryption(owner="wer", user="geheim"))
        protected = saved(pdf, encryption=pikepdf.Encryption(owner="wer", user=""))
    return [
        ("empty", b"", "ist leer"),
        ("text", b"Hallo", "kein PDF"),
        ("picture", b"\x89PNG\r\n\x1a\n", "ein Bild"),
        ("zip", b"PK\x03\x04", "Zip-Archiv"),
        ("old word file", b"\xd0\xcf\x11\xe0", "Office-Dokument"),
        ("only a header", b"%PDF-1.7\n", "beschädigt"),
        ("with a password", locked, "Kennwort"),
        ("protected", protected, "Kennwort"),
        ("too many pages", small_pdf(pages=201), "mehr als 200 Seiten"),
        ("no page", saved(pikepdf.new()), "keine Seite"),
        ("too large a page", small_pdf(width=20_000), "zu groß"),
        *((name, content(), "PDF") for name, content in polyglots(0)),
    ]
