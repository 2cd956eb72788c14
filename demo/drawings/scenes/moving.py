"""Moving: gymnastics, walks, the pond, a rally through the streets."""

from ..canvas import (
    BRICK,
    CARD,
    DARK_WOOD,
    GREEN,
    OCHRE,
    PALE_GREEN,
    PALE_OCHRE,
    PALE_PETROL,
    PETROL,
    SAND,
    WIDTH,
    WOOD,
    darker,
    mixed,
)
from ..heads import ANNA, CLARA, DMYTRO, ELIF, GRETA, HOA, IBRA, JULE, KURT
from ..people import stander
from ..places import fir, room, sky, street, tree, window


def gymnastics():
    """Draw three people who stretch in a bright hall."""
    canvas = room(PALE_OCHRE, WOOD, 470)
    for x in (50, 375, 700):
        window(canvas, x, 40, 210, 200)
    for x, look, hands, bends in (
        (180, GRETA, [(20, 200), (244, 30)], (-1, 1)),
        (480, IBRA, [(330, 250), (630, 250)], (1, -1)),
        (780, HOA, [(716, 30), (940, 200)], (-1, 1)),
    ):
        canvas.disc(x, 575, 120, darker(WOOD, 0.16), 20)
        stander(canvas, look, x, 572, 132, hands, 0, (-0.6, 0.6), bends)
    return canvas


def hiking():
    """Draw three hikers on a path through the forest."""
    canvas = sky(PALE_PETROL, PALE_GREEN, 360)
    canvas.path("M0 380C200 300 380 350 560 310S860 300 960 340V600H0Z", mixed(GREEN, CARD, 0.42))
    canvas.path("M0 450C240 380 520 430 960 390V600H0Z", mixed(GREEN, CARD, 0.24))
    canvas.path(
        "M420 600C430 520 640 500 600 440S470 400 520 360L540 362C520 400 680 420 690 470S560 540 640 600Z", PALE_OCHRE
    )
    for x, ground, size in (
        (60, 420, 210),
        (180, 400, 160),
        (280, 380, 120),
        (760, 400, 170),
        (880, 430, 240),
        (960, 390, 170),
        (690, 368, 100),
    ):
        fir(canvas, x, ground, size)
    tree(canvas, 830, 420, 80, BRICK)
    for x, ground, look, size in ((600, 520, KURT, 66), (520, 560, JULE, 84), (380, 596, ANNA, 100)):
        canvas.box(x - size * 0.62, ground - size * 2.8, size * 0.5, size * 1.0, darker(OCHRE, 0.2), 14)
        stander(
            canvas,
            look,
            x,
            ground,
            size,
            [(x - size * 0.5, ground - size * 1.7), (x + size * 0.72, ground - size * 1.6)],
            1,
        )
        canvas.line([(x + size * 0.72, ground - size * 1.7), (x + size * 0.86, ground)], DARK_WOOD, 6)
    return canvas


def pond():
    """Draw the pond with its island and boats, people who walk along it."""
    canvas = sky(PALE_PETROL, PALE_GREEN, 330)
    for x, size in ((40, 120), (130, 100), (240, 130), (340, 100), (620, 110), (720, 130), (850, 110), (940, 130)):
        tree(canvas, x, 340, size, (GREEN, mixed(GREEN, CARD, 0.2), mixed(GREEN, OCHRE, 0.3))[size // 10 % 3])
    canvas.box(0, 330, WIDTH, 170, mixed(PETROL, CARD, 0.42))
    canvas.disc(470, 350, 130, mixed(GREEN, CARD, 0.2), 22)
    tree(canvas, 430, 352, 84, GREEN)
    tree(canvas, 510, 350, 70, mixed(GREEN, OCHRE, 0.4))
    for y, left, right in ((380, 60, 240), (410, 380, 640), (440, 120, 300), (400, 720, 900), (470, 520, 760)):
        canvas.line([(left, y), (right, y)], mixed(PETROL, CARD, 0.62), 5)
    canvas.path("M690 420h150q-14 34-44 34h-66q-30 0-40-34Z", BRICK)
    canvas.line([(730, 420), (780, 466)], DARK_WOOD, 6)
    for x, y, colour in ((150, 402, CARD), (230, 424, DARK_WOOD), (286, 410, DARK_WOOD)):
        canvas.path(f"M{x} {y}q6 22 34 22q30 0 32-22q-14 8-34 2q-20-8-32-2Z", colour)
        canvas.disc(x + 6, y - 8, 12, mixed(colour, GREEN, 0.4 * (colour != CARD)))
        canvas.line([(x - 6, y - 7), (x - 14, y - 5)], OCHRE, 6)
    canvas.path("M0 500Q480 470 960 500V600H0Z", SAND)
    stander(canvas, ELIF, 330, 592, 96, [(300, 470), (392, 440)], 1, mood="up")
    stander(canvas, DMYTRO, 430, 592, 60, [(398, 440), (456, 510)], 1, mood="up")
    stander(canvas, KURT, 640, 592, 96, [(610, 450), (690, 440)], -1, mood="up")
    canvas.line([(692, 440), (700, 592)], DARK_WOOD, 6)
    return canvas


def rally():
    """Draw children and grown-ups with a map in the street."""
    canvas = sky(PALE_PETROL, SAND, 440)
    street(canvas, 440, first=2)
    canvas.box(0, 440, WIDTH, 14, darker(SAND, 0.15))
    for number in range(8):
        canvas.box(number * 130, 560, 70, 10, CARD, 4)
    for x, look, size in ((200, CLARA, 122), (760, IBRA, 126)):
        stander(canvas, look, x, 596, size, [(x - 40, 410), (x + 70, 380)], 1 if x < 480 else -1, mood="up")
    for x, look, facing in ((360, DMYTRO, 1), (600, JULE, -1)):
        stander(canvas, look, x, 598, 92, [(x - 34, 430), (x + 38, 420)], facing, mood="down")
    canvas.shape([(380, 372), (440, 388), (500, 370), (580, 390), (574, 470), (504, 450), (440, 468), (386, 452)], CARD)
    canvas.path("M400 440q30-50 70-20t80-30", "none", BRICK, 6)
    canvas.disc(552, 398, 10, BRICK)
    canvas.disc(404, 438, 8, PETROL)
    return canvas


SCENES = (gymnastics, hiking, pond, rally)
