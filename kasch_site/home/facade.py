"""The drawing of the house on the start page: windows for offers, two on each floor, the door at the bottom.

The number of floors depends on the number of windows.
"""

from dataclasses import dataclass

from kasch_site.common.sections import StartPageProvider, Window, providers

MAX_WINDOWS = 7
USUAL_WINDOWS = 5

WIDTH = 400
LEFT, RIGHT = 122, 278  # horizontal centres of the two columns
PANE_WIDTH, PANE_HEIGHT = 118, 60
FLOOR = 104
ROOF = 92
MAX_WORD_LENGTH = 152  # maximum width of a label, in the units of the drawing
_LETTER = 9.4  # average width of a bold letter of the label


@dataclass(frozen=True, slots=True)
class Pane:
    """A window with its position in the drawing; x and y are the centre of its upper edge."""

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
    def label_width(self):
        """Return the width to which a long label is compressed, or None if it fits."""
        return MAX_WORD_LENGTH if len(self.window.name) * _LETTER > MAX_WORD_LENGTH else None


@dataclass(frozen=True, slots=True)
class Facade:
    panes: list[Pane]
    floors: int
    trees = (-28, 428)  # where they stand, beside the house

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
    """Return the first window of each section, then further ones, up to `USUAL_WINDOWS`."""
    offered_windows = [window_list.windows(now, entries) for window_list in providers(StartPageProvider)]
    first_windows = [window_list[0] for window_list in offered_windows if window_list]
    further_windows = [window for window_list in offered_windows for window in window_list[1:]]
    return (first_windows + further_windows)[: max(len(first_windows), USUAL_WINDOWS)][:MAX_WINDOWS]


def facade(now, entries) -> Facade:
    """Return the drawing at a moment; `entries` are those of today and the coming weeks."""
    shown_windows = windows(now, entries)
    floors = max(1, (len(shown_windows) + 2) // 2)
    return Facade(
        [Pane(window, *_position(index, len(shown_windows), floors)) for index, window in enumerate(shown_windows)],
        floors,
    )


def _position(index, count, floors):
    """Return x and y of a window: the last one is beside the door; of an even number, the first is alone at the top."""
    if count % 2 == 0 and index == 0 and count:
        return WIDTH // 2, ROOF + 16
    index += count % 2 == 0
    floor, column = divmod(index, 2)
    return (LEFT, RIGHT)[column], ROOF + 16 + floor * FLOOR
