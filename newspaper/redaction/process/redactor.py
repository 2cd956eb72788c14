"""The child process that makes the files of one issue again, without what is hidden, or searches its PDF.

It reads a request (JSON) from its standard input, and writes a line of JSON to its standard output: what it found and
how many bytes follow; then the images of the pages that look different, and the PDF. It writes no PDF in which
something hidden is left.
"""

import json
import sys

import pikepdf
import pypdfium2

from newspaper.intake.process.images import in_widths

from . import new_pdf, pictures
from .printed_text import PrintedText
from .redaction_request import Plan, Wanted

# Of a page in the PDF: about 190 dots per inch on A4.
PDF_WIDTH = 1600


def main(path: str) -> int:
    """Answer the request about the PDF at this path; return the exit status."""
    sys.setrecursionlimit(800)
    request = json.loads(sys.stdin.buffer.read())
    answer = _check if request["ask"] == "check" else _make
    sys.stdout.buffer.writelines(answer(path, request))
    return 0


def _check(path, request):
    yield _line({"is_clean": new_pdf.is_clean(path, Wanted(request))})


def _make(path, request):
    wanted = Wanted(request)
    with pypdfium2.PdfDocument(path) as document:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            plans = {number: _plan(pdf, document, number, wanted) for number in range(1, len(document) + 1)}
        images = {
            number: _image(document[number - 1], plan, request)
            for number, plan in plans.items()
            if plan.is_replaced or plan.needs_images
        }
        content, is_clean = _written(path, document, plans, images, request["title"], wanted)
    seen = [number for number, plan in plans.items() if plan.looks_different or plan.needs_images]
    blobs = [blob for number in seen for blob in in_widths(images[number], request["widths"][str(number)])]
    facts = {"is_clean": is_clean, "pages": seen, "sizes": [len(blob) for blob in blobs]}
    yield _line({**facts, "pdf": len(content) if is_clean else 0})
    yield from blobs
    if is_clean:
        yield content


def _written(*arguments) -> tuple[bytes, bool]:
    """Return the new PDF, and whether nothing hidden is in it: without the text layer if that has something.

    What is apart in the text may be together in the PDF, which has no paragraphs.
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
    """Return what is hidden on a page: what was asked for, and what its own text says."""
    plan = wanted.plan(number)
    if not plan.is_hidden:
        page = document[number - 1]
        printed = PrintedText(page).areas(wanted.of_page(number))
        page.close()
        plan.areas += printed
        plan.is_black = plan.has_no_place and not printed
        plan.is_image = not plan.looks_different and new_pdf.is_in_objects(pdf, number, wanted)
    return plan


def _image(page, plan, request):
    if plan.is_hidden:
        return pictures.notice(page, PDF_WIDTH, request["notice"])
    return pictures.blackened(page, PDF_WIDTH, plan.areas, is_black=plan.is_black)
