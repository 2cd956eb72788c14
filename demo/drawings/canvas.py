"""A canvas of 960 by 600 units that collects shapes as SVG, and the colours of the set."""

from math import cos, pi, sin

WIDTH, HEIGHT = 960, 600

BRICK, PETROL, PLUM, OCHRE, GREEN = "#b63a1b", "#0c5a66", "#6a2c63", "#e5a92f", "#3c641f"
PALE_BRICK, PALE_PETROL, PALE_PLUM, PALE_OCHRE, PALE_GREEN = "#eebfae", "#b5d3d7", "#dcc4d9", "#f6e2b3", "#c3d5b0"
PAPER, CARD, SAND, INK, GLOW = "#faf6ee", "#fffdf8", "#eadfcb", "#211c17", "#ffd76a"
WOOD, DARK_WOOD = "#d2a069", "#8a5a2b"


def mixed(colour: str, other: str, share: float) -> str:
    """Return a mixture of two colours like "#b63a1b"; `share` is that of the other one."""
    pairs = [(int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(first + (second - first) * share):02x}" for first, second in pairs)


def darker(colour: str, share: float = 0.3) -> str:
    """Return a darker tone of a colour, for lines on it."""
    return mixed(colour, INK, share)


class Canvas:
    """Shapes in the order in which they are drawn."""

    def __init__(self, ground: str):
        self._shapes: list[str] = []
        self._clips = 0
        self.box(0, 0, WIDTH, HEIGHT, ground)

    def add(self, shape: str):
        """Add an SVG element."""
        self._shapes.append(shape)

    def box(self, x, y, width, height, fill, radius=0):
        """Draw a rectangle with round corners."""
        self.add(f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}" fill="{fill}"/>')

    def disc(self, x, y, radius, fill, ry=None, stroke="none", width=0):
        """Draw a disc or an ellipse."""
        self.add(
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{radius:g}" ry="{ry or radius:g}" fill="{fill}" '
            f'stroke="{stroke}" stroke-width="{width:g}"/>'
        )

    def path(self, data, fill="none", stroke="none", width=0):
        """Draw a path (SVG 2, 9.3)."""
        self.add(
            f'<path d="{data}" fill="{fill}" stroke="{stroke}" stroke-width="{width:g}" stroke-linecap="round" '
            'stroke-linejoin="round"/>'
        )

    def shape(self, points, fill):
        """Draw a polygon."""
        self.path("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z", fill)

    def line(self, points, stroke=INK, width=4.0):
        """Draw a line with round ends and corners."""
        self.path("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points), "none", stroke, width)

    def curve(self, start, control, end, stroke=INK, width=4.0):
        """Draw a curve with one control point."""
        self.path(
            f"M{start[0]:.1f} {start[1]:.1f}Q{control[0]:.1f} {control[1]:.1f} {end[0]:.1f} {end[1]:.1f}",
            "none",
            stroke,
            width,
        )

    def star(self, x, y, radius, fill, points=8, inner=0.5):
        """Draw a star."""
        corners = []
        for number in range(points * 2):
            length = radius if number % 2 == 0 else radius * inner
            angle = pi * number / points - pi / 2
            corners.append((x + length * cos(angle), y + length * sin(angle)))
        self.shape(corners, fill)

    def inside(self, data):
        """Return a context in which shapes are cut at the edge of a path."""
        self._clips += 1
        return _Clip(self, f"c{self._clips}", data)

    def svg(self) -> str:
        """Return the drawing as an SVG document."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
            f'height="{HEIGHT}">\n' + "\n".join(self._shapes) + "\n</svg>\n"
        )


class _Clip:
    def __init__(self, canvas, name, data):
        self.canvas, self.name, self.data = canvas, name, data

    def __enter__(self):
        self.canvas.add(
            f'<clipPath id="{self.name}"><path d="{self.data}"/></clipPath><g clip-path="url(#{self.name})">'
        )

    def __exit__(self, *_error):
        self.canvas.add("</g>")
