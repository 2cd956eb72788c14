"""What no published PDF contains: programs, files inside the file, forms, and what leaves the document.

`remove` takes it out of every object, however deep it is nested; `find` looks for it in a file that has been written.
"""

import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

# Values of /S that do something outside of the document, or run something.
_ACTIONS = frozenset(
    {
        *("JavaScript", "Launch", "SubmitForm", "ImportData", "ResetForm", "GoToR", "GoToE", "GoToDp", "GoTo3DView"),
        *("Rendition", "Movie", "Sound", "RichMediaExecute", "Hide", "Thread"),
    }
)
_KEYS = frozenset(
    {
        *("/JS", "/JavaScript", "/AA", "/EF", "/EmbeddedFiles", "/AcroForm", "/XFA", "/Collection", "/Requirements"),
        *("/RichMediaContent", "/RichMediaSettings", "/PieceInfo", "/SpiderInfo"),
    }
)
# Annotations that people print; links are kept too. All others go, notes of the editors among them.
_ANNOTATIONS = frozenset(
    {
        *("Link", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Stamp", "Ink"),
        *("Highlight", "Underline", "StrikeOut"),
    }
)
_ADDRESS = re.compile(rb"(?:https?|mailto|tel):", re.IGNORECASE)
_RESOURCES = frozenset(["/Font", "/XObject", "/ExtGState", "/Pattern", "/OCG", "/OCMD"])
# An object is looked at if it has one of the keys, or an /S that is one of the actions or cannot be read at once.
_SUSPECT_SOURCE = re.compile(
    rb"/(?:S (?!/)|S /(?:%s)(?![^\s/<>\[\]()])|(?:%s|URI|OpenAction|Annots)(?![^\s/<>\[\]()]))"
    % ("|".join(sorted(_ACTIONS)).encode(), "|".join(key[1:] for key in sorted(_KEYS)).encode())
)
_MAX_DEPTH = 200


def remove(pdf: pikepdf.Pdf) -> set[str]:
    """Remove it from all objects of a document; return the names of what was removed."""
    removed: set[str] = set()
    for container in _dictionaries(pdf):
        removed |= _clean(container)
    return removed


def find(pdf: pikepdf.Pdf) -> set[str]:
    """Return the names of what a document contains and should not, in any of its objects."""
    return {name for container in _dictionaries(pdf) for name in _forbidden_names(container)}


def _dictionaries(pdf) -> Iterator[pikepdf.Object]:
    """Yield all dictionaries, also of streams and inside of others, that may contain something forbidden."""
    for top in [pdf.trailer, *pdf.objects]:
        stack = [(top, 0)]
        while stack:
            value, depth = stack.pop()
            if depth > _MAX_DEPTH:
                raise pikepdf.PdfError("nested too deeply")
            container = value.stream_dict if isinstance(value, Stream) else value
            if (
                depth == 0
                and isinstance(container, Dictionary | Array)
                and not _SUSPECT_SOURCE.search(_source_of(container))
            ):
                continue
            if isinstance(container, Dictionary):
                yield container
                stack += [(child, depth + 1) for child in container.values() if _is_direct_container(child)]
            elif isinstance(container, Array):
                stack += [(part, depth + 1) for part in container if _is_direct_container(part)]


def _source_of(container):
    try:
        return container.unparse(resolved=True)
    except pikepdf.PdfError:
        return b"/AA"


def _is_direct_container(value):
    return isinstance(value, Dictionary | Array) and not value.is_indirect


def _clean(container) -> set[str]:
    removed = set()
    for key in _forbidden_keys(container):
        del container[key]
        removed.add(key[1:])
    if action := _forbidden_action(container):
        for key in list(container.keys()):
            del container[key]
        removed.add(action)
    if _has_forbidden_annotations(container):
        container[Name.Annots] = Array([value for value in container[Name.Annots] if _is_allowed_annotation(value)])
        removed.add("Annots")
    return removed


def _forbidden_names(container) -> Iterator[str]:
    yield from (key[1:] for key in _forbidden_keys(container))
    if action := _forbidden_action(container):
        yield action
    if _has_forbidden_annotations(container):
        yield "Annots"


def _forbidden_keys(container) -> list[str]:
    keys = [key for key in sorted(_KEYS.intersection(container.keys())) if not _is_resource(container[key])]
    if "/OpenAction" in container and not _only_goes_to_a_page(container["/OpenAction"]):
        keys.append("/OpenAction")
    return keys


def _is_resource(value):
    """Return whether a key is the name of a font, a picture or a colour of a page, which may be called anything."""
    kind = value.get("/Type") if isinstance(value, Dictionary | Stream) else None
    is_drawn = isinstance(value, Stream) and value.get("/Subtype") in (Name.Image, Name.Form)
    return is_drawn or isinstance(value, Array) or (isinstance(kind, Name) and str(kind) in _RESOURCES)


def _only_goes_to_a_page(action):
    if isinstance(action, Array):
        return True
    return isinstance(action, Dictionary) and action.get("/S") == Name.GoTo and "/Next" not in action


def _forbidden_action(container) -> str:
    """Return the name of the action if it is one of those; a link may lead to a web or mail address."""
    kind = str(container.get("/S", "")).lstrip("/")
    if kind in _ACTIONS and container.get("/Type") not in (Name.Group, Name.StructElem):
        return kind
    if "/URI" in container and kind == "URI" and not _ADDRESS.match(bytes(pikepdf.String(str(container["/URI"])))):
        return "URI"
    return ""


def _has_forbidden_annotations(container):
    annotations = container.get("/Annots")
    return isinstance(annotations, Array) and not all(map(_is_allowed_annotation, annotations))


def _is_allowed_annotation(annotation):
    return isinstance(annotation, Dictionary) and str(annotation.get("/Subtype", "")).lstrip("/") in _ANNOTATIONS
