"""Rectangles on a page, and words with their rectangles."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Box:
    """A rectangle in points, y downwards from the top of the page as it is shown."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self):
        """Return the width in points."""
        return self.right - self.left

    @property
    def height(self):
        """Return the height in points."""
        return self.bottom - self.top

    def extend(self, other: "Box") -> None:
        """Enlarge the box to contain the other one."""
        self.left, self.top = min(self.left, other.left), min(self.top, other.top)
        self.right, self.bottom = max(self.right, other.right), max(self.bottom, other.bottom)

    def turned(self, quarters: int) -> "Box":
        """Return the box after turning text that is rotated by these quarters, clockwise, upright."""
        left, top, right, bottom = self.left, self.top, self.right, self.bottom
        return (
            self,
            Box(top, -right, bottom, -left),
            Box(-right, -bottom, -left, -top),
            Box(-bottom, left, -top, right),
        )[quarters]


@dataclass(slots=True)
class Word:
    """A word of a line.

    `box` is upright in the direction of its text, `quarters` is the rotation of that in quarter turns. `size` is the
    size of its letters in points, as in typesetting; the height of the box depends on the font as well. `weight` is the
    weight of the font, 400 for regular letters; 0 if unknown.
    """

    text: str
    box: Box
    size: float
    quarters: int = 0
    weight: int = 0
    has_hyphen: bool = False  # at the end of its line; the hyphen itself is not in `text`
    characters: list[str] = field(default_factory=list)
