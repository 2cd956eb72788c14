"""Drawings of the plan: the QR code and the logos of the funders, each as an SVG that typst embeds."""

from base64 import b64encode
from io import BytesIO

from django.core.files.storage import default_storage
from PIL import Image

# Width of a logo in pixels: about 4 cm at 300 dpi.
LOGO_DOTS = (480, 240)
# Those of the picture of a highlight: 52 mm at 350 dpi on the sheet.
PICTURE_DOTS = (720, 720)


def qr_svg(address: str) -> str:
    """Return the QR code of a URL, black on transparent without a margin; tolerates damage to a sixth of its area."""
    import segno  # 0.1 s to import, needed for paper alone

    drawing = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawing, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None
    )
    return drawing.getvalue().decode()


def with_logo(funder: dict) -> dict:
    """Return the data of a funder with its logo as a drawing; without one if its file cannot be shown."""
    svg = logo_svg(funder["logo"]["file"]) if funder["logo"] else ""
    return {**funder, "logo": {"svg": svg, "alt": funder["logo"]["alt"]} if svg else None}


def logo_svg(name: str, dots: tuple[int, int] = LOGO_DOTS) -> str:
    """Return a stored picture on white, at most `dots` wide and high; "" if its file is missing or unreadable."""
    try:
        with default_storage.open(name) as file, Image.open(file) as image:
            image.thumbnail(dots)
            colours = image.convert("RGBA")
    except (OSError, ValueError):
        return ""
    paper = Image.new("RGBA", colours.size, "white")
    paper.alpha_composite(colours)
    drawing = BytesIO()
    paper.convert("RGB").save(drawing, "PNG")
    width, height = paper.size
    picture = b64encode(drawing.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{picture}"/>'
        "</svg>"
    )
