"""Search the objects of a PDF, their strings, names and streams, for terms that are not drawn.

Such objects are bookmarks, properties, XMP, descriptions of pictures, `ActualText`, notes and unused objects.
"""

from collections.abc import Iterable, Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from pikepdf.models import PdfParsingError

from newspaper.redaction.names import Pattern

_MAX_DEPTH = 200
_MAX_STREAM = 64 * 1024 * 1024
_BACK = frozenset({"/Parent", "/P", "/Pg", "/Prev"})
_NOT_DRAWING = ("/Length1", "/FunctionType", "/N", "/First", "/W", "/CMapName")


class TooLarge(Exception):
    """Raised if a stream is too large to be searched, or objects are nested too deeply."""


def contains(pdf: pikepdf.Pdf, patterns: Sequence[Pattern]) -> bool:
    """Return whether one of the patterns is in any object of a document. Raise `TooLarge`."""
    return any(_is_in_object(each, patterns) for each in [pdf.trailer, *pdf.objects])


def object_contains(start: pikepdf.Object, patterns: Sequence[Pattern]) -> bool:
    """Return whether one of the patterns is in an object or in one that it references, except other pages.

    Raise `TooLarge`.
    """
    return any(_is_in_object(each, patterns) for each in _belonging(start))


def is_in_bytes(content: bytes, patterns: Iterable[Pattern]) -> bool:
    """Return whether one of the patterns is in bytes, in one of the encodings in which PDFs write text."""
    texts = [content.decode("latin-1"), content.decode("utf-8", "ignore")]
    if b"\0" in content:
        encodings = ("utf-16-be", "utf-16-le")
        texts += [content[start:].decode(encoding, "ignore") for start in (0, 1) for encoding in encodings]
    return _is_in(texts, patterns)


def _is_in(texts, patterns):
    return any(pattern.spans(text) for text in texts for pattern in patterns)


def _is_in_object(value, patterns) -> bool:
    return _is_in(_texts(value), patterns) or (isinstance(value, Stream) and _is_in_stream(value, patterns))


def _texts(value) -> Iterator[str]:
    """Yield the strings and names of an object; indirect objects are searched separately."""
    stack = [(value, 0)]
    while stack:
        each, depth = stack.pop()
        if depth > _MAX_DEPTH:
            raise TooLarge
        if isinstance(each, String):
            yield str(each)
            yield bytes(each).decode("latin-1")
        elif isinstance(each, Name):
            yield str(each)
        elif isinstance(each, Stream):
            stack.append((each.stream_dict, depth + 1))
        elif isinstance(each, Dictionary):
            yield from each.keys()
            stack += [(part, depth + 1) for part in each.values() if not _is_elsewhere(part)]
        elif isinstance(each, Array):
            yield from _joined(each)
            stack += [(part, depth + 1) for part in each if not _is_elsewhere(part)]


def _joined(array) -> Iterator[str]:
    """Yield the strings of an array as one: a word may be drawn in parts."""
    parts = [bytes(part).decode("latin-1") for part in array if isinstance(part, String)]
    if len(parts) > 1:
        yield "".join(parts)


def _is_elsewhere(value):
    return isinstance(value, pikepdf.Object) and value.is_indirect


def _is_in_stream(stream, patterns) -> bool:
    try:
        content = stream.read_bytes()
    except pikepdf.PdfError:  # a picture, or broken
        content = stream.read_raw_bytes()
    if len(content) > _MAX_STREAM:
        raise TooLarge
    return is_in_bytes(content, patterns) or _is_in_instructions(stream, patterns)


def _is_in_instructions(stream, patterns) -> bool:
    """Search the operands of the drawing instructions: strings, and the properties of marked content."""
    if not _can_draw(stream):
        return False
    try:
        instructions = pikepdf.parse_content_stream(stream)
    except (pikepdf.PdfError, PdfParsingError, ValueError, TypeError):
        return False
    operands = [operand for instruction in instructions for operand in getattr(instruction, "operands", ())]
    properties = [text for operand in operands if isinstance(operand, Dictionary) for text in _texts(operand)]
    strings = [string for operand in operands for string in _strings_of(operand)]
    read = [[str(string) for string in strings], [bytes(string).decode("latin-1") for string in strings]]
    # Words may be drawn one by one, or in parts.
    drawn = [between.join(texts) for texts in read for between in ("", " ")]
    return _is_in([*properties, *drawn], patterns)


def _strings_of(operand) -> list[String]:
    """Return the strings that an instruction draws: one, or several with distances between them."""
    parts = list(operand) if isinstance(operand, Array) else [operand]
    return [part for part in parts if isinstance(part, String)]


def _can_draw(stream):
    """Return whether a stream may have instructions that draw: it is no font, picture, colour profile or table."""
    facts = stream.stream_dict
    subtype = str(facts.get("/Subtype", "/Form"))
    return subtype == "/Form" and not any(key in facts for key in _NOT_DRAWING)


def _belonging(start) -> Iterator[pikepdf.Object]:
    """Yield an object and all that it references, directly or not, except other pages."""
    yield start
    seen, stack = {start.objgen}, [start]
    while stack:
        value = stack.pop()
        if isinstance(value, pikepdf.Object) and value.is_indirect and value.objgen != start.objgen:
            if value.objgen in seen or _is_page(value):
                continue
            seen.add(value.objgen)
            yield value
        holder = value.stream_dict if isinstance(value, Stream) else value
        if isinstance(holder, Dictionary):
            stack += [part for key, part in holder.items() if key not in _BACK]
        elif isinstance(holder, Array):
            stack += list(holder)


def _is_page(value):
    return isinstance(value, Dictionary) and value.get("/Type") in (Name.Page, Name.Pages)
