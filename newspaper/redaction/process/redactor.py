"""A child process that recreates the files of one issue without hidden terms, or only searches its PDF for them.

It reads a request (JSON) from its standard input, and writes a line of JSON to its standard output: its findings and
how many bytes follow; then the images of the changed pages, and the PDF. It writes no PDF that still contains a
hidden term.
"""

import json
import sys

import pikepdf
import pypdfium2

from newspaper.intake.process.images import in_widths

from . import new_pdf, pictures
from .printed_text import PrintedText
from .redaction_request import Plan, RedactionRequest

# Of a page in the PDF: about 190 dots per inch on A4.
PDF_WIDTH = 1600


def main(path: str) -> int:
    """Answer the request about the PDF at this path; return the exit status."""
    sys.setrecursionlimit(800)
    request = json.loads(sys.stdin.buffer.read())
    handler = _check if request["command"] == "check" else _make
    sys.stdout.buffer.writelines(handler(path, request))
    return 0


def _check(path, request):
    yield _line({"is_clean": new_pdf.is_clean(path, RedactionRequest(request))})


def _make(path, request):
    wanted = RedactionRequest(request)
    with pypdfium2.PdfDocument(path) as document:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            plans = {number: _plan(pdf, document, number, wanted) for number in range(1, len(document) + 1)}
        images = {
            number: _image(document[number - 1], plan, request)
            for number, plan in plans.items()
            if plan.is_replaced or plan.needs_images
        }
        content, is_clean = _written(path, document, plans, images, request["title"], wanted)
    changed = [number for number, plan in plans.items() if plan.looks_different or plan.needs_images]
    blobs = [blob for number in changed for blob in in_widths(images[number], request["widths"][str(number)])]
    facts = {"is_clean": is_clean, "pages": changed, "sizes": [len(blob) for blob in blobs]}
    yield _line({**facts, "pdf": len(content) if is_clean else 0})
    yield from blobs
    if is_clean:
        yield content


def _written(*arguments) -> tuple[bytes, bool]:
    """Return the new PDF, and whether it contains no hidden term; omit the text layer if that contains one.

    Words of different paragraphs can be adjacent in the PDF, which has no paragraphs.
    """
    wanted = arguments[-1]
    content = new_pdf.write(*arguments, has_layer=True)
    if new_pdf.is_clean(content, wanted):
        return content, True
    content = new_pdf.write(*arguments, has_layer=False)
    return content, new_pdf.is_clean(content, wanted)


def _line(facts) -> bytes:
    return json.dumps(facts).encode() + b"\n"


def _plan(pdf, document, number, wanted) -> Plan:
    """Return the redaction of a page: what the request specifies, and the hidden terms found in the text of the PDF."""
    plan = wanted.plan(number)
    if not plan.is_hidden:
        page = document[number - 1]
        printed = PrintedText(page).areas(wanted.of_page(number))
        page.close()
        plan.areas += printed
        plan.is_black = plan.has_no_box and not printed
        plan.is_image = not plan.looks_different and new_pdf.is_in_objects(pdf, number, wanted)
    return plan


def _image(page, plan, request):
    if plan.is_hidden:
        return pictures.notice(page, PDF_WIDTH, request["notice"])
    return pictures.blackened(page, PDF_WIDTH, plan.areas, is_black=plan.is_black)
