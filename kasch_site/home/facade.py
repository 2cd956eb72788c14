"""The drawing of the house on the start page: windows for offers, stacked in floors of two, the door at the bottom.

The house grows with what it offers: a further room gets a window, a further pair of windows a floor.
"""

from dataclasses import dataclass

from kasch_site.common.sections import StartPageProvider, Window, providers

MAX_WINDOWS = 7
USUAL_WINDOWS = 5

WIDTH = 400
LEFT, RIGHT = 122, 278  # middles of the two columns
PANE_WIDTH, PANE_HEIGHT = 118, 60
FLOOR = 104
ROOF = 92
MAX_WORD_LENGTH = 152  # room for a label, in the units of the drawing
_LETTER = 9.4  # width of a bold letter of the label, on average


@dataclass(frozen=True, slots=True)
class Pane:
    """A window with its place in the drawing; x and y are the middle of its upper edge."""

    window: Window
    x: int
    y: int

    @property
    def left(self):
        return self.x - PANE_WIDTH // 2

    @property
    def label_y(self):
        return self.y + PANE_HEIGHT + 22

    @property
    def squeezed(self):
        """How wide a long label may be at most, or None where it fits by itself."""
        return MAX_WORD_LENGTH if len(self.window.name) * _LETTER > MAX_WORD_LENGTH else None


@dataclass(frozen=True, slots=True)
class Facade:
    panes: list[Pane]
    floors: int

    @property
    def height(self):
        return ROOF + self.floors * FLOOR + 22

    @property
    def wall_height(self):
        return self.floors * FLOOR + 12

    @property
    def sills(self):
        return [ROOF + floor * FLOOR for floor in range(1, self.floors)]

    @property
    def door_y(self):
        return ROOF + (self.floors - 1) * FLOOR + 16


def windows(now, entries) -> list[Window]:
    """The first window of each room, then further ones of the rooms as long as there is room for them."""
    offered = [each.windows(now, entries) for each in providers(StartPageProvider)]
    first = [each[0] for each in offered if each]
    further = [window for each in offered for window in each[1:]]
    return (first + further)[: max(len(first), USUAL_WINDOWS)][:MAX_WINDOWS]


def facade(now, entries) -> Facade:
    """The drawing for a moment, from the entries of today and the coming weeks."""
    shown = windows(now, entries)
    floors = max(1, (len(shown) + 2) // 2)
    return Facade([Pane(window, *_place(index, len(shown), floors)) for index, window in enumerate(shown)], floors)


def _place(index, count, floors):
    """Windows fill the floors from the top; the last stands beside the door, an odd one alone under the roof."""
    if count % 2 == 0 and index == 0 and count:
        return WIDTH // 2, ROOF + 16
    index += count % 2 == 0
    floor, column = divmod(index, 2)
    return (LEFT, RIGHT)[column], ROOF + 16 + floor * FLOOR
