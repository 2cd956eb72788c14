"""What is drawn on the plan: the QR code and the logos of those who pay, each as an SVG that typst embeds."""

from base64 import b64encode
from io import BytesIO

from django.core.files.storage import default_storage
from PIL import Image

# Dots of a logo at 300 to the inch, some four centimetres wide.
_LOGO_DOTS = (480, 240)


def qr_svg(address: str) -> str:
    """The QR code of an address, black on nothing and without a margin; a sixth of it may be dirty or torn."""
    import segno  # 0.1 s to import, needed for paper alone

    drawing = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawing, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None
    )
    return drawing.getvalue().decode()


def logo_svg(name: str) -> str:
    """A stored picture on white, small enough for the plan; "" if its file is gone or cannot be read."""
    try:
        with default_storage.open(name) as file, Image.open(file) as image:
            image.thumbnail(_LOGO_DOTS)
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
