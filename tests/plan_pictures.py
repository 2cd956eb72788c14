"""Take the pictures of the printed plan in the README: `python -m tests.plan_pictures`. Needs no browser.

The demo house is opened as for the handbook (`tests.handbook_pictures`), and its December is printed.
"""

import io
from urllib.request import urlopen

from PIL import Image, ImageOps

from tests.handbook_pictures import README, README_BYTES, demo_house, save

PLAN = "/veranstaltungen/2026/12/plan.pdf"
EDGE, BETWEEN = 2, 24  # pixels


def main():
    """Save both sides of the sheet side by side, and the poster."""
    with demo_house() as address:
        from django.conf import settings

        settings.SITE_URL = "https://www.buergerzentrum.example"
        for name, query, scale in (("sheet", "", 1.5), ("poster", "?format=a3", 0.9)):
            with urlopen(f"{address}{PLAN}{query}") as response:
                save(side_by_side(response.read(), scale), README / f"{name}.webp", README_BYTES)


def side_by_side(pdf: bytes, scale: float) -> Image.Image:
    """Return all pages of a PDF in a row, each with a thin edge."""
    import pypdfium2

    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    pages = [ImageOps.expand(page.render(scale=scale).to_pil(), EDGE, "#999999") for page in document]
    width = sum(page.width for page in pages) + BETWEEN * (len(pages) - 1)
    row, left = Image.new("RGB", (width, pages[0].height), "white"), 0
    for page in pages:
        row.paste(page, (left, 0))
        left += page.width + BETWEEN
    return row


if __name__ == "__main__":
    main()
