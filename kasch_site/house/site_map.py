"""The map to the house, drawn from its own records: no other server is asked for it.

Inputs are metres from the entrance (`house.models.site_map`); the drawing has units of its own, with the y axis down.
"""

import itertools
from dataclasses import dataclass
from math import atan2, degrees, dist

from django.template.loader import render_to_string
from django.utils.translation import gettext, pgettext

from kasch_site.common.caching.versions import per_version

from .building import building
from .models import MapLine, MapPlace
from .models.site_map import parse_points

WIDTH = 400
MARGIN_X, MARGIN_Y = 72, 46  # around what must be shown, for its names
MIN_HEIGHT, MAX_HEIGHT = 220, 400
# Nothing nearer than this many metres fills the drawing.
_LEAST_SPAN = 120
_LABEL_STEPS = 8  # positions that are tried for a name along a part of a line
_NAME_MARGIN = 50
_HOUSE, _LABEL = 70, 75  # the height of the house with its number; how far the middle of a label is from its stop
_LETTER = 7.6  # average width of a letter of a label
_SCALE_BARS = (20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line with its path (SVG 2, 9.3) and where its name is written: `angle` in degrees, clockwise."""

    kind: str
    name: str
    path: str
    x: float
    y: float
    angle: float


@dataclass(frozen=True, slots=True)
class DrawnPlace:
    """A place with its position, and whether its label is at the left of it."""

    kind: str
    name: str
    lines: str
    minutes: int | None
    x: float
    y: float
    is_left: bool


@dataclass(frozen=True, slots=True)
class SiteMap:
    """The drawing, and what it says as sentences: how to get here, and what else is around.

    `bar` are the metres of the scale, `scale_bar_width` its length.
    """

    height: int
    lines: list[DrawnLine]
    places: list[DrawnPlace]
    x: float
    y: float
    bar: int
    scale_bar_width: float
    directions: list[str]
    surroundings: list[str]


@per_version("house")
def site_map() -> SiteMap | None:
    """Return the map, or None if the house has recorded no line and no place for it."""
    lines = [(line, parse_points(line.points)) for line in MapLine.objects.all()]
    places = list(MapPlace.objects.all())
    if building().house is None or not (lines or places):
        return None
    view = _View.around(_shown_points(lines, places))
    bar = max((bar for bar in _SCALE_BARS if bar * view.scale <= WIDTH / 3), default=_SCALE_BARS[0])
    x, y = view.place(0, 0)
    return SiteMap(
        height=view.height,
        lines=sorted((view.line(*line, places) for line in lines), key=lambda line: _LAYERS.index(line.kind)),
        places=[view.drawn(place) for place in places],
        x=x,
        y=y,
        bar=bar,
        scale_bar_width=round(bar * view.scale, 1),
        directions=_directions([line for line, _points in lines], places),
        surroundings=_surroundings([line for line, _points in lines], places),
    )


def site_map_svg() -> str:
    """Return the map as an SVG document that needs no stylesheet, for printed matter; "" without a map."""
    drawing = site_map()
    return render_to_string("house/map.svg", {"map": drawing, "house": building().house}) if drawing else ""


def _shown_points(lines, places) -> list[tuple[int, int]]:
    """Return what the drawing must show: house, places, ways without steps. Streets are cut at its edge."""
    ways = [points for line, points in lines if line.kind == MapLine.Kind.STEP_FREE]
    shown = ways if places or ways else [points for _line, points in lines]
    return [
        (0, 0),
        *((place.east, place.north) for place in places),
        *(point for points in shown for point in points),
    ]


# Lines that are drawn first are below the others.
_LAYERS = [MapLine.Kind.WATER, MapLine.Kind.STREET, MapLine.Kind.MAIN, MapLine.Kind.STEP_FREE]


@dataclass(frozen=True, slots=True)
class _View:
    """The conversion of metres to units: `left` and `top` are the metres at the corner."""

    left: float
    top: float
    scale: float
    height: int

    @classmethod
    def around(cls, points):
        """Return the view that shows all points, with a margin for their names."""
        easts, norths = [east for east, _north in points], [north for _east, north in points]
        width, depth = (max(_LEAST_SPAN, max(values) - min(values)) for values in (easts, norths))
        scale = min((WIDTH - 2 * MARGIN_X) / width, (MAX_HEIGHT - 2 * MARGIN_Y) / depth)
        height = max(MIN_HEIGHT, round(depth * scale + 2 * MARGIN_Y))
        middle_east, middle_north = (max(easts) + min(easts)) / 2, (max(norths) + min(norths)) / 2
        return cls(middle_east - WIDTH / scale / 2, middle_north + height / scale / 2, scale, height)

    def place(self, east, north) -> tuple[float, float]:
        """Return the position of a point in the drawing."""
        return round((east - self.left) * self.scale, 1), round((self.top - north) * self.scale, 1)

    def line(self, line, points, places) -> DrawnLine:
        """Return a line; its name is along it, never upside down, and far from the house and the places."""
        drawn = [self.place(*point) for point in points]
        x, y = self.place(0, 0)
        occupied = [(x, y - _HOUSE / 2), (x, y + _HOUSE / 2), *self._labels(places)]
        path = "M" + "L".join(f"{x:g} {y:g}" for x, y in drawn)
        positions = [
            (*position, part) for part in itertools.pairwise(drawn) for position in self._label_positions(*part)
        ]
        if not positions:
            return DrawnLine(line.kind, "", path, 0, 0, 0)
        x, y, (start, end) = max(positions, key=lambda position: min(dist(position[:2], point) for point in occupied))
        angle = degrees(atan2(end[1] - start[1], end[0] - start[0]))
        upright = angle - 180 if angle > 90 else angle + 180 if angle <= -90 else angle
        return DrawnLine(line.kind, line.name, path, round(x, 1), round(y, 1), round(upright, 1))

    def _labels(self, places):
        """Yield points that the symbols and names of places cover."""
        for place in map(self.drawn, places):
            yield place.x, place.y
            if place.kind == MapPlace.Kind.STOP:
                yield place.x + (-_LABEL if place.is_left else _LABEL), place.y

    def _label_positions(self, start, end):
        """Yield points along a part of a line where a name would be inside the drawing."""
        for step in range(1, _LABEL_STEPS):
            x, y = (first + (last - first) * step / _LABEL_STEPS for first, last in zip(start, end, strict=True))
            if _NAME_MARGIN < x < WIDTH - _NAME_MARGIN and _NAME_MARGIN < y < self.height - _NAME_MARGIN:
                yield x, y

    def drawn(self, place) -> DrawnPlace:
        """Return a place; its label is at the side where there is room."""
        x, y = self.place(place.east, place.north)
        longest = max(len(place.name), len(place.lines) + len(", 10 Min.")) * _LETTER
        is_left = x + longest > WIDTH - 20 and x - longest > 20
        return DrawnPlace(place.kind, place.name, place.lines, place.minutes, x, y, is_left)


def _directions(lines, places) -> list[str]:
    """Return in words how to get here: from each stop, the nearest first, and without steps."""
    without_steps = gettext("Ohne Stufen zum Eingang: %(way)s.")
    return [
        *(_stop_in_words(place) for place in places if place.kind == MapPlace.Kind.STOP),
        *(without_steps % {"way": line.name} for line in lines if line.kind == MapLine.Kind.STEP_FREE and line.name),
    ]


def _surroundings(lines, places) -> list[str]:
    """Return in words what else the map shows: streets, and where landmarks are."""
    streets = [line.name for line in lines if line.kind in (MapLine.Kind.MAIN, MapLine.Kind.STREET) and line.name]
    around = [gettext("Straßen ringsum: %(names)s.") % {"names": ", ".join(streets)}] if streets else []
    landmark = gettext("%(direction)s vom Haus: %(name)s.")
    return around + [
        landmark % {"direction": _direction(place), "name": place.name}
        for place in places
        if place.kind != MapPlace.Kind.STOP
    ]


def _stop_in_words(place) -> str:
    name = f"{place.name} ({place.lines})" if place.lines else place.name
    if place.minutes is None:
        return gettext("Haltestelle %(name)s.") % {"name": name}
    if place.minutes == 1:
        return gettext("Von der Haltestelle %(name)s ist es eine Minute zu Fuß.") % {"name": name}
    return gettext("Von der Haltestelle %(name)s sind es %(minutes)s Minuten zu Fuß.") % {
        "name": name,
        "minutes": place.minutes,
    }


def _direction(place) -> str:
    """Return where a place is, seen from the house."""
    words = [
        pgettext("direction", "Östlich"),
        pgettext("direction", "Nordöstlich"),
        pgettext("direction", "Nördlich"),
        pgettext("direction", "Nordwestlich"),
        pgettext("direction", "Westlich"),
        pgettext("direction", "Südwestlich"),
        pgettext("direction", "Südlich"),
        pgettext("direction", "Südöstlich"),
    ]
    return words[round(degrees(atan2(place.north, place.east)) / 45) % 8]
