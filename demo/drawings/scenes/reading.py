"""Reading and writing: books, stories, computers, the newspaper."""

from ..canvas import (
    BRICK,
    CARD,
    DARK_WOOD,
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
    darker,
    mixed,
)
from ..heads import ANNA, BASSAM, CLARA, DMYTRO, FRANZ, GRETA, HOA, IBRA, JULE, KURT
from ..people import arm, body, sitter
from ..places import cup, lamp, plant, room, shelf, table, window


def _open_book(canvas, x, y, width, colour):
    """Draw an open book seen from behind its covers."""
    canvas.shape([(x - width, y - 14), (x, y), (x, y + width * 0.72), (x - width, y + width * 0.6)], colour)
    canvas.shape(
        [(x + width, y - 14), (x, y), (x, y + width * 0.72), (x + width, y + width * 0.6)], darker(colour, 0.18)
    )
    canvas.shape([(x - width + 4, y - 20), (x, y - 6), (x, y), (x - width + 4, y - 12)], CARD)
    canvas.shape([(x + width - 4, y - 20), (x, y - 6), (x, y), (x + width - 4, y - 12)], CARD)


def reading():
    """Draw a woman in an armchair with a book, shelves around her."""
    canvas = room(PALE_PLUM, WOOD, 500)
    shelf(canvas, 40, 40, 250, 4, 104, 2)
    shelf(canvas, 690, 40, 230, 4, 104, 5)
    canvas.disc(480, 560, 300, BRICK, 34)
    canvas.box(312, 210, 336, 330, PETROL, 70)
    canvas.box(290, 340, 76, 210, darker(PETROL, 0.2), 34)
    canvas.box(594, 340, 76, 210, darker(PETROL, 0.2), 34)
    shoulders = body(canvas, GRETA, 480, 290, 520, 170, 0, 0)
    canvas.box(366, 500, 228, 60, darker(PETROL, 0.35), 20)
    for which, hand, bend in zip(shoulders, ((404, 428), (556, 428)), (1, -1), strict=True):
        arm(canvas, GRETA, which, hand, 150, bend)
    _open_book(canvas, 480, 392, 84, PLUM)
    canvas.line([(640, 540), (640, 220)], INK, 6)
    canvas.path("M600 230q6-60 40-60t40 60Z", OCHRE)
    return canvas


def storytime():
    """Draw a man who reads aloud, children on cushions in front of him."""
    canvas = room(PALE_OCHRE, mixed(WOOD, CARD, 0.2), 430)
    shelf(canvas, 60, 50, 240, 3, 104, 1)
    window(canvas, 690, 50, 190, 190)
    lamp(canvas, 480, 10, PLUM)
    canvas.box(370, 200, 240, 280, BRICK, 60)
    shoulders = body(canvas, BASSAM, 490, 270, 470, 160, 0, 0, "down")
    for which, hand, bend in zip(shoulders, ((420, 400), (560, 400)), (1, -1), strict=True):
        arm(canvas, BASSAM, which, hand, 142, bend)
    _open_book(canvas, 490, 370, 76, OCHRE)
    for x, look, colour, facing in (
        (140, JULE, PETROL, 1),
        (330, IBRA, PLUM, 1),
        (660, DMYTRO, GREEN, -1),
        (840, CLARA, OCHRE, -1),
    ):
        canvas.disc(x, 580, 106, colour, 34)
        shoulders = body(canvas, look, x, 460, 578, 104, facing, facing * 6, "up")
        for which, hand, bend in zip(shoulders, ((x - 30, 556), (x + 30, 556)), (1, -1), strict=True):
            arm(canvas, look, which, hand, 96, bend)
    return canvas


def books():
    """Draw two neighbours who swap books over a table full of them."""
    canvas = room(PALE_GREEN, WOOD, 470)
    shelf(canvas, 340, 40, 280, 3, 104, 3)
    plant(canvas, 860, 440, 90, BRICK)
    sitter(canvas, ANNA, 210, 430, 160, [(260, 420), (392, 330)], 1, 18, mood="up")
    sitter(canvas, IBRA, 740, 430, 160, [(566, 336), (720, 420)], -1, -18, mood="up")
    canvas.box(392, 286, 176, 118, BRICK, 6)
    canvas.box(404, 298, 152, 94, darker(BRICK, 0.2), 3)
    canvas.box(430, 318, 100, 14, OCHRE, 3)
    canvas.box(446, 344, 68, 10, CARD, 3)
    table(canvas, 430, 40, 920)
    for x, pile in (
        (120, (PETROL, OCHRE, PLUM)),
        (480, (GREEN,)),
        (640, (PLUM, CARD, PETROL, BRICK)),
        (850, (OCHRE, PETROL)),
    ):
        for number, colour in enumerate(pile):
            canvas.box(x - 58 + number * 5, 406 - number * 24, 116 - number * 8, 24, colour, 4)
            canvas.box(x - 46, 415 - number * 24, 60, 6, mixed(colour, CARD if colour != CARD else SAND, 0.6))
    return canvas


def computer():
    """Draw a young woman who explains a laptop and a phone to a man."""
    canvas = room(PALE_PETROL)
    window(canvas, 70, 50, 200, 200)
    canvas.box(660, 70, 220, 140, DARK_WOOD, 6)
    canvas.box(672, 82, 196, 116, PALE_OCHRE)
    canvas.disc(720, 140, 30, BRICK)
    canvas.box(770, 120, 70, 12, PETROL, 4)
    canvas.box(770, 146, 50, 12, PETROL, 4)
    sitter(canvas, FRANZ, 330, 430, 160, [(330, 424), (430, 420)], 1, 14)
    sitter(canvas, HOA, 640, 430, 156, [(560, 380), (700, 424)], -1, -16)
    table(canvas, 430)
    canvas.box(376, 300, 196, 130, INK, 10)
    canvas.disc(474, 366, 16, SAND)
    canvas.box(356, 426, 236, 12, darker(SAND, 0.3), 5)
    canvas.box(760, 360, 52, 76, INK, 8)
    canvas.box(766, 368, 40, 56, PALE_GREEN, 3)
    canvas.disc(786, 390, 10, GREEN)
    cup(canvas, 170, 436, BRICK, steam=True)
    canvas.shape([(640, 434), (720, 432), (736, 462), (640, 466)], CARD)
    return canvas


def newsroom():
    """Draw three people who make a newspaper: one writes, one photographs, one reads a proof."""
    canvas = room(PALE_BRICK)
    canvas.box(320, 40, 330, 210, CARD, 6)
    for row in range(2):
        for column in range(4):
            x, y = 340 + column * 76, 58 + row * 96
            canvas.box(x, y, 62, 80, PALE_OCHRE)
            canvas.box(x + 8, y + 8, 46, 10, (BRICK, PETROL, PLUM, INK)[(row + column) % 4])
            canvas.box(x + 8, y + 26, 46, 22, PALE_GREEN)
            canvas.box(x + 8, y + 56, 40, 5, SAND)
            canvas.box(x + 8, y + 66, 32, 5, SAND)
    sitter(canvas, CLARA, 190, 430, 156, [(180, 424), (292, 422)], 1, 14)
    sitter(canvas, KURT, 480, 430, 140, [(416, 376), (544, 376)], 0, 0)
    sitter(canvas, JULE, 770, 430, 156, [(716, 320), (806, 320)], -1, 0, mood="up")
    canvas.box(722, 286, 92, 64, INK, 10)
    canvas.disc(768, 318, 24, darker(SAND, 0.3))
    canvas.disc(768, 318, 15, PETROL)
    canvas.box(740, 276, 30, 14, INK, 3)
    canvas.shape([(404, 330), (480, 346), (556, 330), (556, 430), (480, 440), (404, 430)], CARD)
    canvas.line([(480, 346), (480, 440)], SAND, 4)
    canvas.box(418, 352, 48, 12, BRICK)
    canvas.box(494, 356, 50, 34, PALE_PETROL)
    for row in range(4):
        canvas.line([(420, 376 + row * 13), (464, 378 + row * 13)], SAND, 4)
    table(canvas, 430)
    canvas.shape([(220, 434), (340, 430), (356, 470), (214, 474)], CARD)
    canvas.line([(292, 424), (322, 380)], OCHRE, 8)
    cup(canvas, 640, 436, PETROL, steam=True)
    return canvas


SCENES = (reading, storytime, books, computer, newsroom)
