"""Drawings of things: tools, books, a newspaper."""

from math import cos, radians, sin

from .canvas import (
    BRICK,
    CARD,
    DARK_WOOD,
    GREEN,
    INK,
    LAMP,
    LINE,
    OCHRE,
    PALE_BRICK,
    PALE_GREEN,
    PALE_PETROL,
    PALE_PLUM,
    PETROL,
    PLUM,
    WOOD,
    Canvas,
)


def sewing():
    """Draw a sewing machine on a table, spools of thread beside it."""
    canvas = Canvas(PALE_PETROL)
    canvas.box(0, 74, 160, 100, WOOD)
    canvas.box(0, 74, 160, 77, DARK_WOOD)
    canvas.shape((14, 74), (62, 74), (98, 90), (20, 90), colour=BRICK)
    for number in range(5):
        canvas.line((22 + number * 10, 74), (30 + number * 14, 90), colour=PALE_BRICK, width=0.7)
    canvas.box(38, 66, 122, 74, INK, 2)
    canvas.box(96, 26, 118, 68, INK, 4)
    canvas.box(40, 26, 118, 43, INK, 6)
    canvas.box(42, 40, 56, 54, INK, 3)
    canvas.line((49, 54), (49, 66), colour=LINE, width=1)
    canvas.box(46, 60, 52, 62, LINE)
    canvas.disc(124, 36, 10, PETROL)
    canvas.disc(124, 36, 4, LAMP)
    canvas.box(58, 31, 90, 38, OCHRE, 2)
    canvas.box(70, 16, 78, 26, BRICK, 1)
    canvas.line((74, 17), (49, 28), (49, 56), colour=BRICK, width=0.6)
    _spools(canvas)
    return canvas


def _spools(canvas):
    """Draw spools of thread."""
    for x, colour in ((134, PLUM), (145, GREEN)):
        canvas.box(x - 4, 64, x + 4, 74, colour, 1)
        canvas.box(x - 5, 62, x + 5, 65, CARD, 1)
        canvas.box(x - 5, 73, x + 5, 76, CARD, 1)


def books():
    """Draw a shelf with many spines, a few of them leaning."""
    canvas = Canvas("#efe4d0")
    colours = (PLUM, PETROL, BRICK, GREEN, OCHRE, INK, "#8b3a52", "#2b3f6b")
    for row, bottom in enumerate((48, 94)):
        x, number = 8, row * 3
        while x < 138 - row * 24:
            width, height = 5 + (number * 5) % 6, 26 + (number * 7) % 12
            colour = colours[number % len(colours)]
            canvas.box(x, bottom - height, x + width, bottom, colour, 0.6)
            canvas.box(x + 1, bottom - height + 4, x + width - 1, bottom - height + 6, LAMP)
            canvas.box(x + 1, bottom - 7, x + width - 1, bottom - 6, CARD)
            x, number = x + width + 0.7, number + 1
        canvas.shape((x + 2, bottom), (x + 14, bottom - 31), (x + 20, bottom - 29), (x + 8, bottom), colour=PLUM)
        canvas.box(0, bottom, 160, bottom + 4, DARK_WOOD)
    canvas.box(138, 78, 150, 94, BRICK, 2)
    canvas.arc(151, 85, 4, 270, 90, BRICK, 1.5)
    return canvas


def plane():
    """Draw a wood plane on a board, curls of wood around it."""
    canvas = Canvas("#f0dfc4")
    canvas.box(0, 70, 160, 100, DARK_WOOD)
    canvas.box(8, 58, 152, 72, WOOD)
    for y in (61, 65, 69):
        canvas.line((12, y), (148, y), colour="#b98246", width=0.5)
    canvas.box(40, 38, 118, 58, BRICK, 3)
    canvas.box(40, 52, 118, 58, DARK_WOOD, 1)
    canvas.shape((74, 44), (84, 16), (91, 18), (84, 46), colour=INK)
    canvas.shape((82, 44), (90, 24), (94, 26), (88, 46), colour=OCHRE)
    canvas.disc(52, 32, 6, DARK_WOOD)
    canvas.box(50, 34, 54, 42, DARK_WOOD)
    canvas.shape((100, 42), (104, 22), (112, 18), (114, 24), (109, 42), colour=DARK_WOOD)
    for x, y, radius in ((132, 50, 7), (144, 54, 5), (24, 52, 6), (122, 82, 8), (30, 84, 9), (76, 88, 6)):
        canvas.arc(x, y, radius, 20, 350, LAMP, 1.8)
        canvas.arc(x, y, radius * 0.5, 120, 420, LAMP, 1.5)
    return canvas


def computer():
    """Draw a screen with a letter on it, a keyboard and a telephone."""
    canvas = Canvas(PALE_PLUM)
    canvas.box(0, 78, 160, 100, WOOD)
    canvas.box(34, 12, 112, 64, INK, 3)
    canvas.box(38, 16, 108, 58, CARD)
    canvas.box(68, 64, 78, 76, INK)
    canvas.box(54, 75, 92, 79, INK, 2)
    canvas.box(50, 24, 96, 50, PALE_PETROL, 1)
    canvas.line((51, 25), (73, 40), (95, 25), colour=PETROL, width=1.6)
    _keyboard(canvas)
    canvas.box(122, 58, 140, 94, INK, 3)
    canvas.box(124, 62, 138, 89, PALE_GREEN)
    canvas.disc(131, 71, 4, GREEN)
    canvas.box(126, 78, 136, 80, GREEN)
    canvas.box(126, 83, 133, 85, GREEN)
    canvas.box(12, 66, 26, 84, BRICK, 2)
    canvas.arc(27, 74, 5, 270, 90, BRICK, 1.8)
    return canvas


def _keyboard(canvas):
    """Draw a keyboard."""
    canvas.box(40, 84, 104, 94, LINE, 2)
    for row in range(3):
        for column in range(14):
            canvas.box(43 + column * 4.2, 86 + row * 2.6, 46 + column * 4.2, 87.6 + row * 2.6, "#8f8371", 0.4)


def newspaper():
    """Draw a folded newspaper, a pencil and a camera on a table."""
    canvas = Canvas("#e9d9b6")
    canvas.shape((28, 12), (92, 6), (102, 86), (38, 94), colour="#cdbd9b")
    canvas.shape((24, 10), (88, 6), (96, 84), (32, 90), colour=CARD)
    canvas.shape((30, 17), (82, 13), (83.6, 24), (31.4, 28), colour=BRICK)
    canvas.shape((33, 34), (60, 32), (62, 54), (35, 56), colour=PALE_GREEN)
    canvas.shape((35, 56), (44, 44), (51, 50), (57, 41), (62, 54), colour=GREEN)
    for number in range(5):
        canvas.line((65, 33 + number * 5), (84, 31.6 + number * 5), colour="#a79a85", width=1)
    for number in range(4):
        canvas.line((37, 64 + number * 5), (87, 60 + number * 5), colour="#a79a85", width=1)
    canvas.line((104, 88), (146, 62), colour=OCHRE, width=4)
    canvas.shape((101.5, 92), (102, 86.6), (106, 89.6), colour=INK)
    canvas.disc(146, 62, 2.4, BRICK)
    _camera(canvas)
    return canvas


def _camera(canvas):
    """Draw a camera."""
    canvas.box(108, 22, 150, 50, INK, 4)
    canvas.box(120, 17, 136, 24, INK, 2)
    canvas.disc(128, 36, 11, LINE)
    canvas.disc(128, 36, 8, PETROL)
    canvas.disc(131, 33, 2, CARD)
    canvas.box(141, 26, 147, 30, LAMP, 1)


def quilt():
    """Draw a quilt of squares with stars of eight points."""
    canvas = Canvas(CARD)
    colours = (BRICK, PETROL, PLUM, OCHRE, GREEN)
    pale = (PALE_BRICK, PALE_PETROL, PALE_PLUM, "#f6e2b3", PALE_GREEN)
    for row in range(4):
        for column in range(7):
            number = (row * 3 + column * 2) % 5
            x, y = 3 + column * 22, 6 + row * 22
            canvas.box(x + 0.4, y + 0.4, x + 21.6, y + 21.6, pale[(number + row) % 5])
            _star(canvas, x + 11, y + 11, 9.5, colours[number])
            canvas.disc(x + 11, y + 11, 2.2, LAMP)
    for number in range(8):
        canvas.line((3 + number * 22, 6), (3 + number * 22, 94), colour=CARD, width=0.8)
    for number in range(5):
        canvas.line((3, 6 + number * 22), (157, 6 + number * 22), colour=CARD, width=0.8)
    return canvas


def _star(canvas, x, y, radius, colour):
    """Draw a star of eight points."""
    points = []
    for number in range(16):
        length = radius if number % 2 == 0 else radius * 0.5
        angle = radians(number * 22.5)
        points.append((x + length * cos(angle), y + length * sin(angle)))
    canvas.shape(*points, colour=colour)
