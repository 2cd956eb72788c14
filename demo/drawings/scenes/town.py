"""The neighbourhood: its houses, its shops, a birthday, hands that help."""

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
    PETROL,
    PLUM,
    SAND,
    WIDTH,
    WOOD,
    darker,
    mixed,
)
from ..heads import ANNA, BASSAM, CLARA, DMYTRO, ELIF, FRANZ, GRETA, HOA, IBRA, JULE, KURT
from ..people import sitter, stander
from ..places import cup, plant, room, sky, table, tree, window
from ..places import street as row_of_houses


def street():
    """Draw the old town houses of the Kaßberg, trees and people in front of them."""
    canvas = sky(PALE_PETROL, SAND, 470)
    for x, y, size in ((150, 70, 60), (560, 50, 80)):
        canvas.disc(x, y, size, CARD, 18)
        canvas.disc(x + 50, y + 8, size * 0.7, CARD, 16)
    row_of_houses(canvas, 470)
    canvas.box(0, 470, WIDTH, 12, darker(SAND, 0.15))
    for x, size in ((90, 130), (500, 120), (890, 130)):
        tree(canvas, x, 520, size, (GREEN, mixed(GREEN, OCHRE, 0.3))[size // 10 % 2])
    stander(canvas, ELIF, 300, 590, 78, [(280, 470), (340, 480)], 1, mood="up")
    stander(canvas, FRANZ, 690, 590, 80, [(660, 480), (716, 470)], -1, mood="up")
    canvas.box(336, 478, 44, 52, BRICK, 6)
    canvas.path("M344 480q14-30 28 0", "none", DARK_WOOD, 5)
    return canvas


def initiative():
    """Draw neighbours who plant a young tree in their street."""
    canvas = sky(PALE_PETROL, PALE_GREEN, 440)
    row_of_houses(canvas, 440, first=3)
    canvas.box(0, 440, WIDTH, 12, darker(PALE_GREEN, 0.18))
    canvas.disc(480, 560, 150, DARK_WOOD, 30)
    tree(canvas, 480, 560, 170, mixed(GREEN, CARD, 0.12))
    canvas.line([(520, 556), (516, 330)], WOOD, 10)
    stander(canvas, CLARA, 300, 596, 122, [(330, 400), (432, 440)], 1, mood="down")
    stander(canvas, IBRA, 690, 596, 126, [(600, 420), (650, 480)], -1, mood="down")
    canvas.line([(596, 400), (640, 580)], DARK_WOOD, 9)
    canvas.path("M622 548l44-10l8 46q-30 18-44-6Z", darker(SAND, 0.45))
    stander(canvas, JULE, 130, 596, 84, [(112, 460), (190, 470)], 1, mood="up")
    canvas.path("M176 470h66l-10 60h-48Z", PETROL)
    canvas.line([(242, 486), (282, 468)], PETROL, 10)
    stander(canvas, KURT, 860, 596, 118, [(820, 430), (890, 420)], -1, mood="up")
    return canvas


def shops():
    """Draw three shops with awnings: bread, books, flowers."""
    canvas = sky(PALE_OCHRE, SAND, 500)
    for number, (wall, colour) in enumerate(((PALE_PETROL, BRICK), (PALE_BRICK, PETROL), (PALE_GREEN, PLUM))):
        x = number * 322 - 2
        canvas.box(x, 0, 316, 500, wall)
        for column in range(3):
            canvas.path(f"M{x + 34 + column * 92} 130v-70q32-30 64 0v70Z", darker(wall, 0.42))
        canvas.box(x + 20, 270, 190, 200, CARD, 4)
        canvas.box(x + 28, 278, 174, 150, mixed(wall, INK, 0.35))
        canvas.box(x + 226, 262, 72, 238, darker(colour, 0.2), 4)
        canvas.disc(x + 238, 390, 5, GLOW)
        for stripe in range(8):
            canvas.path(f"M{x + 4 + stripe * 38.5} 190h38.5v56q-19 26-38.5 0Z", colour if stripe % 2 else CARD)
    for x in (40, 84, 128, 166):
        canvas.disc(x + 16, 410, 24, WOOD, 16)
    for number, colour in enumerate((PLUM, OCHRE, BRICK, GREEN, CARD, INK)):
        canvas.box(360 + number * 26, 346 + (number % 3) * 12, 20, 82 - (number % 3) * 12, colour, 2)
    for x, colour in ((690, BRICK), (736, OCHRE), (782, PALE_PLUM), (824, BRICK)):
        canvas.line([(x, 428), (x, 372)], GREEN, 5)
        canvas.star(x, 360, 22, colour, 7, 0.55)
    stander(canvas, HOA, 270, 598, 96, [(240, 470), (316, 480)], 1, mood="up")
    stander(canvas, FRANZ, 640, 598, 98, [(590, 470), (668, 480)], -1, mood="up")
    return canvas


def birthday():
    """Draw the house with lit windows, a cake with the number 20 and people who celebrate."""
    canvas = room("#33435c", "#4c4a45", 500)
    canvas.box(300, 130, 360, 370, PALE_OCHRE)
    canvas.shape([(270, 136), (480, 20), (690, 136)], BRICK)
    for row in range(2):
        for column in range(3):
            x, y = 330 + column * 110, 164 + row * 100
            canvas.box(x, y, 80, 62, GLOW, 3)
            canvas.line([(x + 40, y), (x + 40, y + 62)], DARK_WOOD, 4)
            canvas.line([(x, y + 26), (x + 80, y + 26)], DARK_WOOD, 4)
    _flags(canvas)
    for x, look, facing, hands in (
        (110, CLARA, 1, [(20, 200), (190, 420)]),
        (270, FRANZ, 1, [(240, 440), (350, 424)]),
        (700, ELIF, -1, [(610, 424), (740, 430)]),
        (860, DMYTRO, -1, [(780, 420), (944, 200)]),
    ):
        bends = (-1, -1) if look is CLARA else (1, 1) if look is DMYTRO else (1, -1)
        sitter(canvas, look, x, 450, 146, hands, facing, facing * 8, bends, mood="up")
    table(canvas, 450, 20, 940, CARD, PALE_PLUM)
    canvas.disc(480, 452, 130, SAND, 14)
    canvas.box(374, 388, 212, 60, PLUM, 10)
    canvas.box(404, 330, 152, 62, BRICK, 10)
    for x in range(384, 580, 28):
        canvas.disc(x + 6, 390, 15, CARD)
    for x in range(414, 550, 26):
        canvas.disc(x + 6, 332, 13, CARD)
    canvas.path("M440 296q0-30 22-30t22 26q0 18-44 56h46", "none", OCHRE, 13)
    canvas.disc(526, 304, 24, "none", 34, OCHRE, 13)
    for x in (404, 566):
        canvas.box(x - 5, 300, 10, 36, CARD, 3)
        canvas.path(f"M{x} 298q-9-14 0-28q9 14 0 28Z", GLOW)
    cup(canvas, 180, 456, OCHRE)
    cup(canvas, 800, 456, BRICK)
    return canvas


def _flags(canvas):
    """Draw a string of flags."""
    colours = (BRICK, OCHRE, PALE_PETROL, PALE_GREEN)
    for number in range(11):
        x, y, rise = -20 + number * 100, 70 + (number % 2) * 40, 40 - (number % 2) * 80
        canvas.line([(x, y), (x + 100, y + rise)], SAND, 3)
        for part in (0.25, 0.6):
            left, top = x + part * 100, y + rise * part
            canvas.shape(
                [(left, top), (left + 34, top + 6), (left + 17, top + 48)], colours[(number + int(part * 4)) % 4]
            )


def helping():
    """Draw neighbours who carry a table and a plant into the house together."""
    canvas = room(PALE_PETROL, WOOD, 520)
    window(canvas, 80, 50, 190, 190)
    canvas.box(690, 90, 190, 430, CARD, 4)
    canvas.box(706, 106, 158, 414, PALE_OCHRE)
    canvas.box(640, 96, 56, 424, PETROL, 4)
    canvas.disc(654, 330, 8, GLOW)
    stander(canvas, BASSAM, 190, 596, 130, [(200, 390), (290, 400)], 1, mood="up")
    stander(canvas, GRETA, 560, 596, 124, [(470, 404), (560, 390)], -1, mood="up")
    canvas.box(236, 384, 300, 24, mixed(WOOD, DARK_WOOD, 0.5), 5)
    for x in (262, 502):
        canvas.line([(x, 400), (x + (-8 if x < 400 else 8), 520)], DARK_WOOD, 13)
    plant(canvas, 370, 384, 64, BRICK)
    cup(canvas, 450, 388, PLUM)
    stander(canvas, JULE, 800, 596, 96, [(760, 470), (838, 470)], -1, mood="up")
    canvas.box(748, 440, 104, 76, OCHRE, 6)
    canvas.line([(748, 468), (852, 468)], darker(OCHRE), 4)
    return canvas


def blood():
    """Draw somebody who gives blood, a nurse beside the couch."""
    canvas = room(PALE_GREEN, mixed(WOOD, CARD, 0.2), 470)
    window(canvas, 90, 50, 200, 190)
    canvas.path("M800 90q-46 60-46 92a46 46 0 0 0 92 0q0-32-46-92Z", BRICK)
    canvas.box(200, 430, 560, 60, PETROL, 24)
    canvas.box(170, 310, 130, 170, darker(PETROL, 0.2), 30)
    for x in (250, 700):
        canvas.line([(x, 490), (x, 590)], INK, 12)
    sitter(canvas, IBRA, 300, 440, 150, [(330, 430), (452, 424)], 1, 0, mood="up")
    canvas.line([(380, 448), (690, 448)], darker(INK, 0.4), 70)
    canvas.line([(380, 448), (690, 448)], "#3a4a5f", 64)
    canvas.disc(716, 430, 22, darker(BRICK, 0.5), 40)
    stander(canvas, ANNA, 560, 640, 132, [(490, 420), (620, 440)], -1, mood="down")
    canvas.box(430, 408, 34, 16, CARD, 4)
    canvas.path("M452 420q40 40 30 120", "none", BRICK, 5)
    canvas.box(466, 530, 34, 48, BRICK, 8)
    return canvas


SCENES = (street, initiative, shops, birthday, helping, blood)
