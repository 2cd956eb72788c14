"""Making things: sewing, wood, quilts, paper, candles, soup."""

from math import sin

from ..canvas import (
    BRICK,
    CARD,
    DARK_WOOD,
    GLOW,
    GREEN,
    INK,
    OCHRE,
    PALE_BRICK,
    PALE_GREEN,
    PALE_OCHRE,
    PALE_PETROL,
    PALE_PLUM,
    PAPER,
    PETROL,
    PLUM,
    SAND,
    WOOD,
    darker,
    mixed,
)
from ..heads import ANNA, BASSAM, CLARA, DMYTRO, ELIF, FRANZ, GRETA, HOA, IBRA, JULE, KURT
from ..people import sitter, stander
from ..places import cup, lamp, room, table, window


def sewing():
    """Draw two people at sewing machines, a rack of thread behind them."""
    canvas = room(PALE_OCHRE)
    window(canvas, 90, 60, 210, 200)
    for row in range(3):
        canvas.box(660, 90 + row * 62, 220, 8, DARK_WOOD, 3)
        for column in range(6):
            colour = (BRICK, PETROL, OCHRE, PLUM, GREEN, INK)[(column + row * 2) % 6]
            canvas.box(672 + column * 36, 54 + row * 62, 20, 36, colour, 4)
            canvas.box(668 + column * 36, 50 + row * 62, 28, 6, CARD, 3)
    lamp(canvas, 480, 20, PETROL)
    for x, look, facing in ((290, ELIF, 1), (660, FRANZ, -1)):
        side = facing
        sitter(canvas, look, x, 430, 150, [(x + side * 60 - 50, 424), (x + side * 60 + 40, 424)], facing, side * 16)
    table(canvas, 430)
    for x, colour, cloth, side in ((418, INK, PALE_PLUM, 1), (552, PETROL, BRICK, -1)):
        _machine(canvas, x, 430, colour, side)
        canvas.path(
            f"M{x - side * 160} 452q{side * 40} -30 {side * 90} -24l{side * 64} 2q{side * 20} 60 {-side * 30} 110"
            f"q{-side * 80} 20 {-side * 130} -10Z",
            cloth,
        )
        for number in range(4):
            left = x - side * (140 - number * 34)
            canvas.line([(left, 452), (left + side * 14, 520)], mixed(cloth, CARD, 0.4), 5)
    return canvas


def _machine(canvas, x, base, colour, side):
    """Draw a sewing machine that stands on `base`."""
    canvas.box(x - 70, base - 18, 140, 18, colour, 5)
    canvas.box(x + side * 48 - 20, base - 110, 40, 98, colour, 8)
    canvas.box(x - 70, base - 116, 138, 36, colour, 14)
    canvas.box(x - side * 56 - 13, base - 92, 26, 36, colour, 6)
    canvas.line([(x - side * 56, base - 56), (x - side * 56, base - 20)], SAND, 4)
    canvas.disc(x + side * 20, base - 98, 16, OCHRE)
    canvas.disc(x + side * 20, base - 98, 6, colour)
    canvas.box(x + side * 14 - 9, base - 142, 18, 28, BRICK, 3)


def woodwork():
    """Draw a man who planes a board while a young woman holds it, tools on the wall."""
    canvas = room(PALE_GREEN, mixed(WOOD, CARD, 0.3))
    canvas.box(320, 50, 330, 130, DARK_WOOD, 6)
    for number, tall in enumerate((86, 64, 92, 70, 80)):
        x = 356 + number * 62
        canvas.line([(x, 66), (x, 66 + tall * 0.5)], SAND, 7)
        canvas.box(x - 9, 66 + tall * 0.5, 18, tall * 0.5, (BRICK, OCHRE, PETROL)[number % 3], 6)
    canvas.shape([(386, 132), (470, 132), (470, 164), (400, 164)], SAND)
    lamp(canvas, 200, 30, BRICK)
    sitter(canvas, KURT, 360, 420, 165, [(432, 380), (520, 384)], 1, 30)
    sitter(canvas, JULE, 700, 420, 150, [(640, 404), (770, 404)], -1, -12)
    canvas.box(110, 404, 760, 24, mixed(WOOD, CARD, 0.35), 4)
    for y in (410, 418):
        canvas.line([(130, y), (850, y)], WOOD, 2)
    canvas.box(420, 366, 150, 40, BRICK, 10)
    canvas.box(420, 394, 150, 12, darker(BRICK), 3)
    canvas.shape([(492, 372), (516, 318), (530, 322), (512, 376)], INK)
    canvas.path("M556 372q30-10 34-44", "none", DARK_WOOD, 16)
    table(canvas, 428, 80, 900, DARK_WOOD)
    for x, y, radius in (
        (596, 386, 20),
        (628, 392, 14),
    ):
        canvas.path(
            f"M{x - radius} {y}a{radius} {radius} 0 1 1 {radius} {radius}a{radius * 0.55} {radius * 0.55} 0 1 1 "
            f"{radius * 0.5} {-radius * 0.7}",
            "none",
            OCHRE,
            6,
        )
    canvas.box(800, 340, 60, 66, PETROL, 6)
    for x in (812, 828, 846):
        canvas.line([(x, 342), (x + 4, 300)], DARK_WOOD, 5)
    return canvas


def repairing():
    """Draw two people who mend a radio, tools and screws beside it."""
    canvas = room(PALE_BRICK)
    window(canvas, 80, 60, 200, 200)
    canvas.box(650, 70, 230, 10, DARK_WOOD, 3)
    for x, colour in ((666, PETROL), (742, OCHRE), (812, GREEN)):
        canvas.box(x, 14, 54, 56, colour, 6)
        canvas.box(x + 10, 34, 34, 12, CARD, 2)
    lamp(canvas, 480, 20, OCHRE)
    sitter(canvas, IBRA, 280, 430, 160, [(330, 420), (432, 372)], 1, 18)
    sitter(canvas, GRETA, 690, 430, 155, [(590, 400), (668, 424)], -1, -18)
    table(canvas, 430)
    canvas.box(410, 300, 160, 130, BRICK, 12)
    canvas.box(424, 316, 72, 84, CARD, 6)
    for y in range(326, 396, 12):
        canvas.line([(432, y), (488, y)], SAND, 4)
    canvas.disc(534, 342, 20, OCHRE)
    canvas.disc(534, 392, 12, CARD)
    canvas.line([(550, 300), (600, 236)], INK, 5)
    canvas.line([(436, 370), (470, 410)], OCHRE, 12)
    for x in (180, 214, 760, 790, 826):
        canvas.disc(x, 428, 7, INK, 5)
    canvas.path("M850 420l-60 0", "none", PETROL, 12)
    cup(canvas, 130, 436, PETROL, steam=True)
    return canvas


def quilt():
    """Draw a large quilt on a wall; one woman shows it to another."""
    canvas = room(PAPER, WOOD, 520)
    colours, pale = (BRICK, PETROL, PLUM, OCHRE, GREEN), (PALE_BRICK, PALE_PETROL, PALE_PLUM, PALE_OCHRE, PALE_GREEN)
    canvas.box(216, 40, 528, 408, INK, 4)
    for row in range(4):
        for column in range(5):
            number, x, y = (row * 3 + column * 2) % 5, 228 + column * 102, 52 + row * 97
            canvas.box(x, y, 96, 91, pale[(number + row) % 5])
            if (row + column) % 2:
                canvas.star(x + 48, y + 46, 42, colours[number])
                canvas.disc(x + 48, y + 46, 9, GLOW)
            else:
                for across, down, turn in ((0, 0, 1), (48, 0, 2), (0, 45, 3), (48, 45, 4)):
                    corner = [(x + across, y + down), (x + across + 48, y + down), (x + across, y + down + 45)]
                    canvas.shape(corner, colours[(number + turn) % 5])
    stander(canvas, ANNA, 140, 596, 122, [(110, 470), (250, 300)], 1)
    stander(canvas, HOA, 810, 596, 122, [(770, 400), (836, 380)], -1)
    canvas.disc(800, 392, 26, OCHRE)
    canvas.line([(786, 380), (816, 404)], darker(OCHRE), 3)
    return canvas


def crafting():
    """Draw a grandfather, a mother and a child who cut and glue paper at one table."""
    canvas = room(PALE_GREEN)
    window(canvas, 640, 60, 220, 190)
    for number in range(7):
        x = 60 + number * 78
        canvas.shape(
            [(x, 40 + 12 * sin(number)), (x + 56, 40 + 12 * sin(number)), (x + 28, 96)],
            (BRICK, OCHRE, PETROL, PLUM)[number % 4],
        )
    canvas.path("M30 44q280 40 580-6", "none", INK, 3)
    sitter(canvas, FRANZ, 210, 430, 155, [(190, 424), (316, 420)], 1, 18)
    sitter(canvas, DMYTRO, 470, 440, 108, [(428, 424), (520, 424)], 0, 0)
    sitter(canvas, CLARA, 730, 430, 155, [(624, 420), (744, 424)], -1, -18)
    table(canvas, 430, 40, 920)
    canvas.shape([(400, 424), (540, 420), (560, 462), (392, 466)], CARD)
    canvas.star(470, 442, 20, OCHRE, 5, 0.45)
    canvas.shape([(600, 430), (700, 436), (690, 470), (594, 464)], BRICK)
    canvas.shape([(250, 440), (340, 436), (346, 470), (256, 474)], PETROL)
    for x, colour in ((800, PETROL), (826, OCHRE), (850, BRICK)):
        canvas.line([(x, 436), (x + 6, 376)], colour, 10)
    canvas.box(788, 390, 80, 50, PLUM, 8)
    for side in (-1, 1):
        canvas.disc(132 + side * 16, 452, 12, "none", stroke=INK, width=5)
        canvas.line([(132 + side * 10, 442), (132 - side * 14, 398)], INK, 5)
    return canvas


def candles():
    """Draw paper stars at a window in the evening, candles and hands on the table."""
    canvas = room("#33435c", DARK_WOOD)
    window(canvas, 300, 50, 360, 270, lit=True)
    for x, y, size, colour in (
        (390, 130, 50, GLOW),
        (560, 110, 38, BRICK),
        (480, 230, 34, OCHRE),
        (160, 130, 46, PALE_OCHRE),
        (810, 150, 52, GLOW),
    ):
        canvas.line([(x, 0), (x, y - size)], SAND, 3)
        canvas.star(x, y, size, colour, 8, 0.42)
        canvas.star(x, y, size * 0.5, mixed(colour, CARD, 0.5), 8, 0.42)
    sitter(canvas, GRETA, 200, 440, 150, [(214, 430), (320, 424)], 1, 14)
    sitter(canvas, IBRA, 760, 440, 150, [(650, 424), (750, 430)], -1, -14)
    table(canvas, 436, 40, 920)
    for x, tall, colour in ((400, 70, CARD), (452, 104, BRICK), (504, 56, OCHRE), (556, 88, CARD)):
        canvas.add(f'<circle cx="{x}" cy="{412 - tall}" r="54" fill="{GLOW}" fill-opacity=".3"/>')
        canvas.box(x - 15, 436 - tall, 30, tall, colour, 5)
        canvas.path(f"M{x} {432 - tall}q-14-18 0-40q14 22 0 40Z", BRICK)
        canvas.path(f"M{x} {430 - tall}q-7-10 0-22q7 12 0 22Z", GLOW)
    canvas.star(330, 470, 30, PETROL, 5, 0.45)
    canvas.star(640, 474, 30, PLUM, 5, 0.45)
    return canvas


def cooking():
    """Draw three people who cook: one stirs, one cuts vegetables, a child tastes."""
    canvas = room(PALE_PETROL)
    canvas.box(60, 70, 330, 12, DARK_WOOD, 3)
    for x, colour, tall in ((80, BRICK, 56), (150, OCHRE, 44), (216, GREEN, 60), (300, PLUM, 50)):
        canvas.box(x, 70 - tall, 52, tall, colour, 8)
        canvas.box(x + 4, 64 - tall, 44, 10, CARD, 4)
    lamp(canvas, 640, 20, BRICK)
    for x in (470, 510, 800, 850):
        canvas.line([(x, 0), (x, 50)], INK, 4)
        canvas.disc(x, 76, 24, INK if x % 20 else PETROL)
    stander(canvas, BASSAM, 250, 640, 140, [(214, 430), (356, 380)], 1, mood="down")
    sitter(canvas, JULE, 500, 440, 104, [(470, 424), (544, 410)], -1, 0, mood="up")
    sitter(canvas, ELIF, 740, 440, 155, [(662, 420), (776, 420)], -1, -16)
    table(canvas, 436, 30, 930, SAND, PALE_OCHRE)
    canvas.box(300, 360, 150, 80, PETROL, 10)
    canvas.box(284, 372, 24, 14, INK, 5)
    canvas.box(444, 372, 24, 14, INK, 5)
    canvas.disc(375, 362, 74, darker(PETROL), 12)
    canvas.disc(375, 362, 64, BRICK, 8)
    canvas.line([(356, 374), (330, 300)], DARK_WOOD, 9)
    for x in (350, 384, 412):
        canvas.path(f"M{x} 344q-14-18 0-36t0-36", "none", CARD, 5)
    canvas.box(610, 424, 220, 16, DARK_WOOD, 5)
    for number in range(6):
        canvas.disc(632 + number * 20, 418, 12, OCHRE if number % 2 else BRICK)
    canvas.shape([(776, 404), (850, 396), (852, 410), (780, 418)], CARD)
    canvas.disc(540, 400, 16, CARD, 8)
    canvas.path("M870 436q-34-50 10-70q44 20 8 70Z", GREEN)
    return canvas


SCENES = (sewing, woodwork, repairing, quilt, crafting, candles, cooking)
