"""Meeting: round a table, at a game, over coffee."""

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
    WOOD,
    Canvas,
    darker,
    mixed,
)
from ..heads import ANNA, BASSAM, CLARA, DMYTRO, ELIF, FRANZ, GRETA, HOA, IBRA, JULE, KURT
from ..people import arm, body, sitter, stander
from ..places import cup, lamp, plant, room, street, table, window


def chess():
    """Draw two people at a game of chess, somebody watches."""
    canvas = room(PALE_PETROL)
    window(canvas, 620, 60, 220, 210)
    plant(canvas, 110, 430, 90, PLUM)
    lamp(canvas, 480, 24, BRICK)
    sitter(canvas, CLARA, 500, 400, 120, [None, None])
    sitter(canvas, FRANZ, 240, 430, 160, [(300, 424), (392, 380)], 1, 22)
    sitter(canvas, DMYTRO, 720, 430, 160, [(652, 428), (702, 404)], -1, -22)
    table(canvas, 430, 60, 900, DARK_WOOD)
    canvas.shape([(330, 430), (630, 430), (690, 500), (270, 500)], SAND)
    for row in range(4):
        for column in range(8):
            if (row + column) % 2:
                continue
            edges = [330 - row * 15, 630 + row * 15], [330 - (row + 1) * 15, 630 + (row + 1) * 15]
            corners = [left + (right - left) * at / 8 for (left, right) in edges for at in (column, column + 1)]
            y = 430 + row * 17.5
            canvas.shape([(corners[0], y), (corners[1], y), (corners[3], y + 17.5), (corners[2], y + 17.5)], INK)
    for x, y, colour, tall in (
        (352, 448, CARD, 40),
        (398, 470, CARD, 58),
        (452, 452, CARD, 36),
        (520, 462, BRICK, 60),
        (572, 448, BRICK, 38),
        (612, 478, BRICK, 46),
        (318, 486, CARD, 36),
    ):
        _piece(canvas, x, y, colour, tall)
    cup(canvas, 800, 436, OCHRE, steam=True)
    cup(canvas, 150, 436, CARD)
    return canvas


def _piece(canvas, x, y, colour, tall):
    """Draw a chessman that stands at y."""
    line = darker(colour, 0.35)
    canvas.path(f"M{x - 13} {y}q10-8 9-{tall * 0.6}h8q-1 {tall * 0.5} 9 {tall * 0.6}Z", colour, line, 2)
    canvas.disc(x, y - tall * 0.74, 9, colour, stroke=line, width=2)
    canvas.box(x - 16, y - 4, 32, 8, colour, 3)


def singing():
    """Draw a choir of five with sheets in their hands."""
    canvas = room(PALE_PLUM, WOOD, 540)
    for x in (60, 700):
        window(canvas, x, 40, 190, 190)
    for x, look, size, y in (
        (260, HOA, 128, 660),
        (700, KURT, 132, 660),
        (130, GRETA, 140, 720),
        (480, IBRA, 150, 740),
        (830, ANNA, 140, 720),
    ):
        top = y - size * 2.35
        stander(canvas, look, x, y, size, [(x - size * 0.36, top + 40), (x + size * 0.36, top + 40)], 0, mood="sings")
        canvas.shape([(x - 56, top), (x + 56, top), (x + 50, top + 74), (x - 50, top + 74)], CARD)
        for row in range(3):
            canvas.line([(x - 36, top + 18 + row * 18), (x + 36, top + 18 + row * 18)], SAND, 5)
    for x, y in ((370, 110), (480, 84), (600, 120)):
        canvas.disc(x, y, 15, INK, 11)
        canvas.path(f"M{x + 13} {y - 2}v-54q18 4 24 24", "none", INK, 6)
    return canvas


def _bubble(canvas, x, y, width, colour, words):
    """Draw a speech bubble with lines in it; its tail is at the bottom."""
    canvas.box(x, y, width, 84, colour, 26)
    canvas.shape([(x + width * 0.4, y + 78), (x + width * 0.62, y + 78), (x + width * 0.44, y + 116)], colour)
    for number in range(words):
        length = width - 56 - (number % 2) * 34
        canvas.line(
            [(x + 28, y + 28 + number * 26), (x + 28 + length, y + 28 + number * 26)], mixed(colour, CARD, 0.7), 8
        )


def talking():
    """Draw four people at a round table, speech bubbles of several colours above them."""
    canvas = room(PALE_OCHRE)
    _bubble(canvas, 90, 40, 190, PETROL, 2)
    _bubble(canvas, 390, 24, 180, BRICK, 2)
    _bubble(canvas, 680, 46, 190, PLUM, 2)
    for x, look, facing, size in (
        (180, ELIF, 1, 150),
        (400, DMYTRO, 0, 128),
        (580, CLARA, 0, 128),
        (790, BASSAM, -1, 150),
    ):
        hands = [(x - 56, 446), (x + 60, 440)]
        sitter(canvas, look, x, 450, size, hands, facing, facing * 14, mood="up")
    canvas.disc(480, 520, 440, WOOD, 84)
    canvas.disc(480, 512, 440, mixed(WOOD, CARD, 0.3), 76)
    for x, y, colour in ((250, 480, BRICK), (420, 470, CARD), (560, 470, OCHRE), (700, 486, PETROL)):
        cup(canvas, x, y, colour, steam=True)
    canvas.shape([(430, 510), (520, 506), (536, 548), (424, 552)], CARD)
    for number in range(3):
        canvas.line([(446, 520 + number * 10), (508, 518 + number * 10)], SAND, 4)
    return canvas


def coffee():
    """Draw three neighbours at a table with coffee, rolls and a cake."""
    canvas = room(PALE_BRICK)
    window(canvas, 90, 60, 210, 190)
    window(canvas, 660, 60, 210, 190)
    lamp(canvas, 480, 30, PETROL)
    sitter(canvas, ANNA, 210, 430, 150, [(200, 424), (310, 400)], 1, 12, mood="up")
    sitter(canvas, KURT, 480, 430, 140, [(420, 424), (560, 420)], 0, 0, mood="up")
    sitter(canvas, HOA, 760, 430, 150, [(676, 420), (780, 424)], -1, -12, mood="up")
    table(canvas, 430, 40, 920, CARD, PALE_PETROL)
    for x in range(80, 900, 60):
        canvas.box(x, 470, 28, 130, mixed(PALE_PETROL, CARD, 0.5))
    for x, colour in ((330, BRICK), (650, OCHRE), (120, PETROL), (860, PLUM)):
        cup(canvas, x, 434, colour, steam=True)
    canvas.disc(480, 432, 92, SAND, 12)
    canvas.box(416, 372, 128, 54, DARK_WOOD, 8)
    canvas.box(416, 366, 128, 22, PALE_BRICK, 10)
    for x in (440, 480, 520):
        canvas.disc(x, 362, 9, BRICK)
    for x in (220, 248, 234):
        canvas.disc(x, 424 - (x == 234) * 16, 20, WOOD, 12)
    return canvas


def circle():
    """Draw people on chairs in a circle, seen from above the rim."""
    canvas = room(PALE_PETROL, SAND, 320)
    canvas.disc(480, 500, 430, PALE_OCHRE, 130)
    window(canvas, 380, 50, 200, 150)
    plant(canvas, 130, 330, 80, PLUM)
    plant(canvas, 840, 330, 80, BRICK)
    for x, y, look, size, facing in (
        (300, 400, CLARA, 104, 1),
        (480, 380, FRANZ, 104, 0),
        (660, 400, GRETA, 104, -1),
        (150, 500, BASSAM, 130, 1),
        (810, 500, JULE, 130, -1),
    ):
        _on_chair(canvas, look, x, y, size, facing)
    canvas.disc(480, 540, 60, BRICK, 18)
    cup(canvas, 460, 546, CARD)
    cup(canvas, 510, 548, OCHRE)
    return canvas


def _on_chair(canvas, look, x, seat, size, facing=0, hands=None, mood="up"):
    """Draw somebody on a chair, seen from the front; `seat` is its height."""
    line = darker(look.trousers, 0.4)
    for side in (-1, 1):
        canvas.line([(x + side * size * 0.5, seat), (x + side * size * 0.54, seat + size * 0.75)], DARK_WOOD, 9)
    canvas.box(x - size * 0.6, seat - size * 1.0, size * 1.2, size * 1.04, WOOD, 10)
    hands = hands or [(x - size * 0.2, seat - size * 0.06), (x + size * 0.2, seat - size * 0.06)]
    shoulders = body(canvas, look, x, seat - size * 1.35, seat, size, facing, mood=mood)
    for side in (-1, 1):
        knee, foot = (x + side * size * 0.3, seat + size * 0.16), (x + side * size * 0.3, seat + size * 0.82)
        canvas.line([(x + side * size * 0.2, seat - 6), knee, foot], line, size * 0.34 + 5)
        canvas.line([(x + side * size * 0.2, seat - 6), knee, foot], look.trousers, size * 0.34)
        canvas.disc(foot[0] + side * 4, foot[1] + size * 0.16, size * 0.22, darker(BRICK, 0.6), size * 0.12)
    for which, hand, bend in zip(shoulders, hands, (1, -1), strict=True):
        arm(canvas, look, which, hand, size, bend)


def chairs():
    """Draw gymnastics on chairs: arms up, a ball in the hands."""
    canvas = room(PALE_GREEN, WOOD, 430)
    for x in (60, 400, 740):
        window(canvas, x, 40, 170, 150)
    for x, look, up in ((180, KURT, True), (480, ANNA, False), (780, ELIF, True)):
        size, seat = 140, 440
        high = [(x - 92, 120), (x + 92, 120)] if up else [(x - 40, 210), (x + 40, 210)]
        _on_chair(canvas, look, x, seat, size, 0, high if up else [(x - 50, 330), (x + 50, 330)])
        if not up:
            canvas.disc(x, 330, 46, OCHRE)
            canvas.curve((x - 44, 330), (x, 350), (x + 44, 330), darker(OCHRE), 4)
    return canvas


def seminar():
    """Draw a woman who explains something at a board, listeners in front of her."""
    canvas = room(PALE_PETROL, WOOD, 520)
    canvas.box(300, 50, 420, 260, DARK_WOOD, 8)
    canvas.box(314, 64, 392, 232, CARD, 4)
    for number, (length, colour) in enumerate(((220, BRICK), (150, PETROL), (270, OCHRE), (190, PLUM))):
        canvas.box(350, 96 + number * 46, length, 26, colour, 5)
        canvas.line([(336, 84), (336, 280)], INK, 4)
    stander(canvas, CLARA, 800, 620, 140, [(640, 190), (830, 400)], -1, bends=(-1, -1), mood="up")
    for x, look in ((130, KURT), (330, GRETA), (540, IBRA)):
        back = look.hair_colour
        canvas.box(x - 84, 470, 168, 160, look.shirt, 60)
        canvas.line([(x, 480), (x, 440)], darker(look.skin, 0.14), 38)
        canvas.disc(x, 400, 52, look.skin, 58)
        canvas.disc(x, 388, 56, PETROL if look.hair == "cap" else back, 54)
        if look.hair == "bob":
            canvas.box(x - 58, 388, 116, 66, back, 26)
    return canvas


def festival():
    """Draw a long table in front of the houses, lights and flags above."""
    canvas = Canvas("#33435c")
    street(canvas, 430, lit=True, first=1)
    canvas.box(0, 420, 960, 180, "#4c4a45")
    for number in range(13):
        x, y = number * 80, 60 + (number % 2) * 34
        canvas.line([(x, y), (x + 80, 94 if number % 2 == 0 else 60)], SAND, 3)
        canvas.shape(
            [(x + 14, y + 8), (x + 62, 90 if number % 2 == 0 else 70), (x + 40, y + 62)],
            (BRICK, OCHRE, PALE_PETROL, PALE_GREEN, PALE_PLUM)[number % 5],
        )
        canvas.disc(x, y, 8, GLOW)
    for x, look, facing in ((110, JULE, 1), (290, BASSAM, 1), (470, ELIF, 0), (650, FRANZ, -1), (840, CLARA, -1)):
        sitter(canvas, look, x, 460, 132, [(x - 60, 452), (x + 62, 446)], facing, 0, mood="up")
    table(canvas, 460, -10, 970, CARD, SAND)
    for x, colour in ((60, OCHRE), (210, BRICK), (380, PETROL), (570, OCHRE), (750, BRICK), (910, PETROL)):
        canvas.box(x - 13, 414, 26, 50, colour, 6)
    for x in (140, 470, 700):
        canvas.disc(x, 464, 60, WOOD, 12)
        for side in (-24, 0, 24):
            canvas.disc(x + side, 452, 16, (BRICK, OCHRE, GREEN)[(side + 24) // 24])
    return canvas


SCENES = (chess, singing, talking, coffee, circle, chairs, seminar, festival)
