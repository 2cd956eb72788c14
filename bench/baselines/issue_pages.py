"""A minimal program that makes images and text of the pages of a PDF: pypdfium2 and Pillow, nothing else.

python bench/baselines/issue_pages.py FILE OPTIONS WIDTH...
"""

import io
import json
import sys

import pypdfium2
from PIL import Image


def main(path: str, options: str, *widths: str) -> int:
    """Render each page once, encode it in all widths, and read its text; return the number of bytes and letters."""
    sizes, total = sorted(map(int, widths)), 0
    document = pypdfium2.PdfDocument(path)
    for page in document:
        image = page.render(scale=sizes[-1] / page.get_width()).to_pil().convert("RGB")
        for width in sizes:
            height = round(image.height * width / image.width)
            buffer = io.BytesIO()
            image.resize((width, height), Image.Resampling.LANCZOS).save(buffer, **json.loads(options))
            total += len(buffer.getvalue())
        total += len(page.get_textpage().get_text_bounded())
    return total


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
