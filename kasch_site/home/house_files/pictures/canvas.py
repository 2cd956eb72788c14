"""A canvas for plain shapes, and the colours of the site."""

from PIL import Image, ImageDraw

BRICK, PETROL, PLUM, OCHRE, GREEN = "#b63a1b", "#0c5a66", "#6a2c63", "#f0bb45", "#3c641f"
PAPER, CARD, INK, LINE, LAMP, WOOD, DARK_WOOD = (
    "#faf6ee",
    "#fffdf8",
    "#211c17",
    "#e3d9c8",
    "#ffd76a",
    "#d09a5b",
    "#8a5a2b",
)
PALE_GREEN, PALE_PETROL, PALE_PLUM, PALE_BRICK = "#b9cfa3", "#a9cdd2", "#d3b6cf", "#eeb9a6"

WIDTH, HEIGHT = 160, 100  # of a scene, in its own units
_PIXELS = 6  # per unit in the picture
_OVERSAMPLING = 2  # drawn that much larger first, so that edges come out smooth


class Canvas:
    """A canvas of 160 by 100 units to draw on; angles in degrees, clockwise from three o'clock."""

    def __init__(self, ground):
        self.scale = _PIXELS * _OVERSAMPLING
        self.image = Image.new("RGB", (WIDTH * self.scale, HEIGHT * self.scale), ground)
        self.draw = ImageDraw.Draw(self.image)

    def _scaled(self, *numbers):
        return [number * self.scale for number in numbers]

    def box(self, left, top, right, bottom, colour, radius=0):
        """Draw a rectangle, with round corners of that radius."""
        self.draw.rounded_rectangle(self._scaled(left, top, right, bottom), radius * self.scale, fill=colour)

    def disc(self, x, y, radius, colour):
        """Draw a disc."""
        self.draw.ellipse(self._scaled(x - radius, y - radius, x + radius, y + radius), fill=colour)

    def shape(self, *points, colour):
        """Draw a polygon."""
        self.draw.polygon([tuple(self._scaled(*point)) for point in points], fill=colour)

    def line(self, *points, colour=INK, width=1.0):
        """Draw a line with round ends and corners."""
        line_width = round(width * self.scale)
        self.draw.line([tuple(self._scaled(*point)) for point in points], fill=colour, width=line_width, joint="curve")
        for x, y in points:
            self.disc(x, y, width / 2, colour)

    def arc(self, x, y, radius, first, last, colour=INK, width=1.0):
        """Draw a part of a circle between two angles."""
        box = self._scaled(x - radius, y - radius, x + radius, y + radius)
        self.draw.arc(box, first, last, fill=colour, width=round(width * self.scale))

    def cap(self, x, y, radius, colour):
        """Draw the upper part of a disc."""
        box = self._scaled(x - radius, y - radius, x + radius, y + radius)
        self.draw.chord(box, 195, 345, fill=colour)

    def finished(self):
        """Return the picture in its final size."""
        return self.image.resize((WIDTH * _PIXELS, HEIGHT * _PIXELS), Image.Resampling.LANCZOS)
