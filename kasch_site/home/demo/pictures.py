"""Pictures of the demo house: scenes made of plain shapes in the site's colours, drawn here."""

import itertools
from dataclasses import dataclass
from math import cos, radians, sin

from PIL import Image, ImageDraw

from kasch_site.common.media.pictures import add_picture
from kasch_site.common.models import Picture

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
_FINER = 2  # drawn that much larger first, so that edges come out smooth


class Sheet:
    """A sheet of 160 by 100 units to draw on; angles in degrees, clockwise from three o'clock."""

    def __init__(self, ground):
        self.scale = _PIXELS * _FINER
        self.image = Image.new("RGB", (WIDTH * self.scale, HEIGHT * self.scale), ground)
        self.draw = ImageDraw.Draw(self.image)

    def _at(self, *numbers):
        return [number * self.scale for number in numbers]

    def box(self, left, top, right, bottom, colour, radius=0):
        self.draw.rounded_rectangle(self._at(left, top, right, bottom), radius * self.scale, fill=colour)

    def disc(self, x, y, radius, colour):
        self.draw.ellipse(self._at(x - radius, y - radius, x + radius, y + radius), fill=colour)

    def shape(self, *points, colour):
        self.draw.polygon([tuple(self._at(*point)) for point in points], fill=colour)

    def line(self, *points, colour=INK, width=1.0):
        """A line with round ends and corners."""
        thick = round(width * self.scale)
        self.draw.line([tuple(self._at(*point)) for point in points], fill=colour, width=thick, joint="curve")
        for x, y in points:
            self.disc(x, y, width / 2, colour)

    def arc(self, x, y, radius, first, last, colour=INK, width=1.0):
        box = self._at(x - radius, y - radius, x + radius, y + radius)
        self.draw.arc(box, first, last, fill=colour, width=round(width * self.scale))

    def cap(self, x, y, radius, colour):
        """The upper part of a disc."""
        box = self._at(x - radius, y - radius, x + radius, y + radius)
        self.draw.chord(box, 195, 345, fill=colour)

    def finished(self):
        return self.image.resize((WIDTH * _PIXELS, HEIGHT * _PIXELS), Image.Resampling.LANCZOS)


# Skin and hair.
HEADS = [("#e3b48f", "#6b4a2f"), ("#8a5a3c", "#211c17"), ("#d9a27c", "#c9c2b8"), ("#b87a52", "#3a2417")]


def person(sheet, x, ground, height, colour, left=(-6, 6), right=(6, 6), which=0):
    """A figure from head to foot; the arms go from the shoulders by `left` and `right`."""
    head, hair = HEADS[which % len(HEADS)]
    top = ground - height
    unit = height / 40
    sheet.line((x, top + 22 * unit), (x - 4 * unit, ground), colour=INK, width=3.4 * unit)
    sheet.line((x, top + 22 * unit), (x + 4 * unit, ground), colour=INK, width=3.4 * unit)
    for side, (across, down) in ((-1, left), (1, right)):
        shoulder = (x + side * 3.4 * unit, top + 12 * unit)
        hand = (shoulder[0] + across * unit, shoulder[1] + down * unit)
        sheet.line(shoulder, hand, colour=colour, width=2.8 * unit)
        sheet.disc(*hand, 1.6 * unit, head)
    sheet.box(x - 5 * unit, top + 10 * unit, x + 5 * unit, top + 25 * unit, colour, 3 * unit)
    sheet.disc(x, top + 5 * unit, 4.6 * unit, head)
    sheet.cap(x, top + 4.6 * unit, 4.9 * unit, hair)


def sewing():
    """A sewing machine on a table, spools of thread beside it."""
    sheet = Sheet(PALE_PETROL)
    sheet.box(0, 74, 160, 100, WOOD)
    sheet.box(0, 74, 160, 77, DARK_WOOD)
    sheet.shape((14, 74), (62, 74), (98, 90), (20, 90), colour=BRICK)
    for number in range(5):
        sheet.line((22 + number * 10, 74), (30 + number * 14, 90), colour=PALE_BRICK, width=0.7)
    sheet.box(38, 66, 122, 74, INK, 2)
    sheet.box(96, 26, 118, 68, INK, 4)
    sheet.box(40, 26, 118, 43, INK, 6)
    sheet.box(42, 40, 56, 54, INK, 3)
    sheet.line((49, 54), (49, 66), colour=LINE, width=1)
    sheet.box(46, 60, 52, 62, LINE)
    sheet.disc(124, 36, 10, PETROL)
    sheet.disc(124, 36, 4, LAMP)
    sheet.box(58, 31, 90, 38, OCHRE, 2)
    sheet.box(70, 16, 78, 26, BRICK, 1)
    sheet.line((74, 17), (49, 28), (49, 56), colour=BRICK, width=0.6)
    for x, colour in ((134, PLUM), (145, GREEN)):
        sheet.box(x - 4, 64, x + 4, 74, colour, 1)
        sheet.box(x - 5, 62, x + 5, 65, CARD, 1)
        sheet.box(x - 5, 73, x + 5, 76, CARD, 1)
    return sheet


def books():
    """A shelf with many spines, a few of them leaning."""
    sheet = Sheet("#efe4d0")
    colours = (PLUM, PETROL, BRICK, GREEN, OCHRE, INK, "#8b3a52", "#2b3f6b")
    for row, bottom in enumerate((48, 94)):
        x, number = 8, row * 3
        while x < 138 - row * 24:
            width, height = 5 + (number * 5) % 6, 26 + (number * 7) % 12
            colour = colours[number % len(colours)]
            sheet.box(x, bottom - height, x + width, bottom, colour, 0.6)
            sheet.box(x + 1, bottom - height + 4, x + width - 1, bottom - height + 6, LAMP)
            sheet.box(x + 1, bottom - 7, x + width - 1, bottom - 6, CARD)
            x, number = x + width + 0.7, number + 1
        sheet.shape((x + 2, bottom), (x + 14, bottom - 31), (x + 20, bottom - 29), (x + 8, bottom), colour=PLUM)
        sheet.box(0, bottom, 160, bottom + 4, DARK_WOOD)
    sheet.box(138, 78, 150, 94, BRICK, 2)
    sheet.arc(151, 85, 4, 270, 90, BRICK, 1.5)
    return sheet


def hiking():
    """A path that winds between hills and firs, two hikers on it."""
    sheet = Sheet("#dcebee")
    sheet.disc(128, 20, 10, LAMP)
    sheet.shape((0, 56), (40, 34), (84, 54), (124, 30), (160, 50), (160, 100), (0, 100), colour=PALE_GREEN)
    sheet.shape((0, 66), (50, 52), (110, 62), (160, 50), (160, 100), (0, 100), colour="#8fb070")
    sheet.shape((0, 84), (60, 68), (160, 74), (160, 100), (0, 100), colour=GREEN)
    bends = ((71, 102, 16), (74, 90, 11), (86, 82, 8), (92, 76, 6), (86, 71, 4), (78, 68, 2.5))
    for (x, y, width), (next_x, next_y, _) in itertools.pairwise(bends):
        for step in range(12):
            part = step / 12
            sheet.disc(x + (next_x - x) * part, y + (next_y - y) * part, width * (1 - part * 0.25) / 2, "#e6d3a8")
    for x, foot, size in ((18, 80, 20), (34, 74, 15), (126, 72, 17), (146, 80, 24), (112, 66, 10), (6, 92, 18)):
        sheet.box(x - 1, foot - 2, x + 1, foot + 3, DARK_WOOD)
        for step in range(3):
            half, base = size * (0.36 - step * 0.08), foot - step * size * 0.28
            sheet.shape((x - half, base), (x + half, base), (x, base - size * 0.5), colour="#234510")
    person(sheet, 76, 92, 22, BRICK, right=(6, 9), which=2)
    person(sheet, 66, 94, 22, PETROL, left=(-6, 9), which=1)
    sheet.line((80, 78), (83, 93), colour=DARK_WOOD, width=0.8)
    sheet.line((60, 79), (57, 95), colour=DARK_WOOD, width=0.8)
    sheet.box(71, 76, 74, 84, OCHRE, 1)
    return sheet


def plane():
    """A wood plane on a board, curls of wood around it."""
    sheet = Sheet("#f0dfc4")
    sheet.box(0, 70, 160, 100, DARK_WOOD)
    sheet.box(8, 58, 152, 72, WOOD)
    for y in (61, 65, 69):
        sheet.line((12, y), (148, y), colour="#b98246", width=0.5)
    sheet.box(40, 38, 118, 58, BRICK, 3)
    sheet.box(40, 52, 118, 58, DARK_WOOD, 1)
    sheet.shape((74, 44), (84, 16), (91, 18), (84, 46), colour=INK)
    sheet.shape((82, 44), (90, 24), (94, 26), (88, 46), colour=OCHRE)
    sheet.disc(52, 32, 6, DARK_WOOD)
    sheet.box(50, 34, 54, 42, DARK_WOOD)
    sheet.shape((100, 42), (104, 22), (112, 18), (114, 24), (109, 42), colour=DARK_WOOD)
    for x, y, radius in ((132, 50, 7), (144, 54, 5), (24, 52, 6), (122, 82, 8), (30, 84, 9), (76, 88, 6)):
        sheet.arc(x, y, radius, 20, 350, LAMP, 1.8)
        sheet.arc(x, y, radius * 0.5, 120, 420, LAMP, 1.5)
    return sheet


def gymnastics():
    """Three people with raised arms in a bright hall."""
    sheet = Sheet(PAPER)
    for x in (10, 61, 112):
        sheet.box(x, 10, x + 38, 52, "#cfe3e6", 1)
        sheet.line((x + 19, 10), (x + 19, 52), colour=CARD, width=1.4)
        sheet.line((x, 31), (x + 38, 31), colour=CARD, width=1.4)
    sheet.box(0, 72, 160, 100, WOOD)
    for y in (80, 89):
        sheet.line((0, y), (160, y), colour="#b98246", width=0.4)
    for which, (x, colour) in enumerate(((34, PLUM), (80, BRICK), (126, PETROL))):
        sheet.line((x - 12, 92), (x + 12, 92), colour="#b98246", width=6)
        person(sheet, x, 92, 56, colour, left=(-7, -12), right=(7, -12), which=which)
    return sheet


def computer():
    """A screen with a letter on it, a keyboard and a telephone."""
    sheet = Sheet(PALE_PLUM)
    sheet.box(0, 78, 160, 100, WOOD)
    sheet.box(34, 12, 112, 64, INK, 3)
    sheet.box(38, 16, 108, 58, CARD)
    sheet.box(68, 64, 78, 76, INK)
    sheet.box(54, 75, 92, 79, INK, 2)
    sheet.box(50, 24, 96, 50, PALE_PETROL, 1)
    sheet.line((51, 25), (73, 40), (95, 25), colour=PETROL, width=1.6)
    sheet.box(40, 84, 104, 94, LINE, 2)
    for row in range(3):
        for column in range(14):
            sheet.box(43 + column * 4.2, 86 + row * 2.6, 46 + column * 4.2, 87.6 + row * 2.6, "#8f8371", 0.4)
    sheet.box(122, 58, 140, 94, INK, 3)
    sheet.box(124, 62, 138, 89, PALE_GREEN)
    sheet.disc(131, 71, 4, GREEN)
    sheet.box(126, 78, 136, 80, GREEN)
    sheet.box(126, 83, 133, 85, GREEN)
    sheet.box(12, 66, 26, 84, BRICK, 2)
    sheet.arc(27, 74, 5, 270, 90, BRICK, 1.8)
    return sheet


def newspaper():
    """A folded newspaper, a pencil and a camera on a table."""
    sheet = Sheet("#e9d9b6")
    sheet.shape((28, 12), (92, 6), (102, 86), (38, 94), colour="#cdbd9b")
    sheet.shape((24, 10), (88, 6), (96, 84), (32, 90), colour=CARD)
    sheet.shape((30, 17), (82, 13), (83.6, 24), (31.4, 28), colour=BRICK)
    sheet.shape((33, 34), (60, 32), (62, 54), (35, 56), colour=PALE_GREEN)
    sheet.shape((35, 56), (44, 44), (51, 50), (57, 41), (62, 54), colour=GREEN)
    for number in range(5):
        sheet.line((65, 33 + number * 5), (84, 31.6 + number * 5), colour="#a79a85", width=1)
    for number in range(4):
        sheet.line((37, 64 + number * 5), (87, 60 + number * 5), colour="#a79a85", width=1)
    sheet.line((104, 88), (146, 62), colour=OCHRE, width=4)
    sheet.shape((101.5, 92), (102, 86.6), (106, 89.6), colour=INK)
    sheet.disc(146, 62, 2.4, BRICK)
    sheet.box(108, 22, 150, 50, INK, 4)
    sheet.box(120, 17, 136, 24, INK, 2)
    sheet.disc(128, 36, 11, LINE)
    sheet.disc(128, 36, 8, PETROL)
    sheet.disc(131, 33, 2, CARD)
    sheet.box(141, 26, 147, 30, LAMP, 1)
    return sheet


def quilt():
    """A quilt of squares with stars of eight points."""
    sheet = Sheet(CARD)
    colours = (BRICK, PETROL, PLUM, OCHRE, GREEN)
    pale = (PALE_BRICK, PALE_PETROL, PALE_PLUM, "#f6e2b3", PALE_GREEN)
    for row in range(4):
        for column in range(7):
            number = (row * 3 + column * 2) % 5
            x, y = 3 + column * 22, 6 + row * 22
            sheet.box(x + 0.4, y + 0.4, x + 21.6, y + 21.6, pale[(number + row) % 5])
            _star(sheet, x + 11, y + 11, 9.5, colours[number])
            sheet.disc(x + 11, y + 11, 2.2, LAMP)
    for number in range(8):
        sheet.line((3 + number * 22, 6), (3 + number * 22, 94), colour=CARD, width=0.8)
    for number in range(5):
        sheet.line((3, 6 + number * 22), (157, 6 + number * 22), colour=CARD, width=0.8)
    return sheet


def _star(sheet, x, y, radius, colour):
    points = []
    for number in range(16):
        length = radius if number % 2 == 0 else radius * 0.5
        angle = radians(number * 22.5)
        points.append((x + length * cos(angle), y + length * sin(angle)))
    sheet.shape(*points, colour=colour)


def festival():
    """A long table under strings of lights and flags, people around it."""
    sheet = Sheet("#2b3f6b")
    sheet.box(0, 82, 160, 100, "#4a4136")
    sheet.shape((92, 46), (124, 24), (156, 46), colour=BRICK)
    sheet.box(96, 46, 152, 84, "#e8d7bb")
    for x in (102, 126):
        sheet.box(x, 52, x + 18, 66, LAMP)
        sheet.line((x + 9, 52), (x + 9, 66), colour=INK, width=0.8)
    flags = (BRICK, OCHRE, "#5cc6d2", "#9ccb73", "#d79ad0")
    for number in range(16):
        x = number * 10.4
        y = 14 + 9 * sin(radians(number * 24))
        after = 14 + 9 * sin(radians((number + 1) * 24))
        sheet.line((x, y), (x + 10.4, after), colour=CARD, width=0.5)
        sheet.shape((x + 2, y + 0.6), (x + 8, after), (x + 5, (y + after) / 2 + 8), colour=flags[number % 5])
        sheet.disc(x, y + 1, 1.3, LAMP)
    for which, (x, colour) in enumerate(((14, PLUM), (34, GREEN), (54, BRICK), (74, PETROL))):
        person(sheet, x, 86, 34, colour, left=(-5, 5), right=(5, -6), which=which)
    sheet.box(4, 74, 88, 78, CARD, 1)
    for x in (10, 82):
        sheet.box(x, 78, x + 2, 96, DARK_WOOD)
    for x, colour in ((18, BRICK), (30, OCHRE), (46, "#9ccb73"), (60, BRICK), (70, OCHRE)):
        sheet.box(x, 70, x + 5, 74, colour, 1)
    return sheet


@dataclass(frozen=True)
class Scene:
    title: str
    draw: object
    alt: str


SCENES = {
    "sewing": Scene("Nähmaschine", sewing, "Zeichnung: eine Nähmaschine auf einem Tisch, daneben zwei Garnrollen"),
    "books": Scene("Bücherregal", books, "Zeichnung: ein Regal mit bunten Buchrücken und einer Tasse"),
    "hiking": Scene("Wanderweg", hiking, "Zeichnung: zwei Menschen auf einem Weg zwischen Hügeln und Tannen"),
    "plane": Scene("Hobel", plane, "Zeichnung: ein Hobel auf einem Brett, ringsum Holzspäne"),
    "gymnastics": Scene("Gymnastik", gymnastics, "Zeichnung: drei Menschen mit erhobenen Armen in einem hellen Saal"),
    "computer": Scene("Computer", computer, "Zeichnung: ein Bildschirm mit einem Brief, daneben ein Handy"),
    "newspaper": Scene("Zeitung", newspaper, "Zeichnung: eine Zeitung, ein Stift und ein Fotoapparat"),
    "quilt": Scene("Quilt", quilt, "Zeichnung: eine Decke aus bunten Quadraten mit Sternen"),
    "festival": Scene("Fest", festival, "Zeichnung: Menschen an einem langen Tisch unter Lichtern und Fähnchen"),
}


def write() -> dict[str, Picture]:
    """Draw the scenes into the collection; returns the records by the names that the other tables use."""
    return {
        name: add_picture(scene.title, scene.draw().finished(), scene.alt, "Beispielbild, eigene Zeichnung")
        for name, scene in SCENES.items()
    }
