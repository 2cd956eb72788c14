"""Write the drawn pictures into demo/pictures/ as WebP; with names, only these. A test says if they are outdated."""

import hashlib
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from PIL import Image

from .canvas import HEIGHT, WIDTH
from .scenes import SCENES

FOLDER = Path(__file__).resolve().parents[1] / "pictures"
# The tag "ImageDescription" of EXIF 2.32: which drawing a file was made from.
DESCRIPTION = 0x010E
_PAGE = '#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n#image("drawing.svg", width: 100%)'


def digest(svg: str) -> str:
    """Return a short hash of a drawing."""
    return hashlib.blake2b(svg.encode(), digest_size=8).hexdigest()


def rendered(svg: str) -> bytes:
    """Return a drawing as WebP, with its digest."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "drawing.svg").write_text(svg, encoding="utf-8")
        page = Path(folder) / "page.typ"
        page.write_text(_PAGE.format(width=WIDTH, height=HEIGHT), encoding="utf-8")
        image = Image.open(BytesIO(typst.compile(str(page), format="png", ppi=72))).convert("RGB")
    exif, buffer = Image.Exif(), BytesIO()
    exif[DESCRIPTION] = digest(svg)
    image.save(buffer, "WEBP", quality=86, method=6, exif=exif.tobytes())
    return buffer.getvalue()


def main(names):
    """Write the pictures."""
    for name, scene in SCENES.items():
        if not names or name in names:
            (FOLDER / f"{name}.webp").write_bytes(rendered(scene().svg()))


if __name__ == "__main__":
    main(sys.argv[1:])
