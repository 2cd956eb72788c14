"""Rooms and the neighbourhood: walls, windows, tables, houses, trees."""

from .canvas import (
    BRICK,
    CARD,
    DARK_WOOD,
    GLOW,
    GREEN,
    HEIGHT,
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
    WIDTH,
    WOOD,
    Canvas,
    darker,
    mixed,
)


def room(wall, floor=WOOD, edge=470) -> Canvas:
    """Return a canvas with a wall and a floor that begins at `edge`."""
    canvas = Canvas(wall)
    canvas.box(0, edge, WIDTH, HEIGHT - edge, floor)
    canvas.box(0, edge - 10, WIDTH, 10, darker(wall, 0.12))
    return canvas


def window(canvas, x, y, width, height, sky=PALE_PETROL, lit=False):
    """Draw a window with the houses of the street behind it."""
    canvas.box(x - 10, y - 10, width + 20, height + 20, CARD, 4)
    canvas.box(x, y, width, height, "#2b3f55" if lit else sky)
    with canvas.inside(f"M{x} {y}h{width}v{height}h{-width}Z"):
        step = width / 3
        for number, colour in enumerate((PALE_BRICK, PALE_OCHRE, PALE_PLUM, PALE_GREEN)):
            left, top = x + number * step - step * 0.4, y + height * (0.42 + 0.08 * (number % 2))
            tone = mixed(colour, "#2b3f55", 0.55) if lit else colour
            canvas.box(left, top, step * 0.94, height, tone)
            canvas.shape(
                [(left - 4, top), (left + step * 0.47, top - height * 0.2), (left + step * 0.98, top)],
                darker(tone, 0.35),
            )
            for row in range(3):
                for column in range(2):
                    fill = GLOW if lit and (row + column + number) % 2 else darker(tone, 0.28)
                    canvas.box(
                        left + step * (0.16 + 0.38 * column),
                        top + height * (0.1 + 0.2 * row),
                        step * 0.22,
                        height * 0.11,
                        fill,
                    )
    canvas.line([(x + width / 2, y), (x + width / 2, y + height)], CARD, 8)
    canvas.line([(x, y + height * 0.36), (x + width, y + height * 0.36)], CARD, 8)
    canvas.box(x - 18, y + height + 8, width + 36, 12, CARD, 3)


def table(canvas, y, left=60, right=900, colour=WOOD, front=None):
    """Draw a table from its edge to the lower margin, seen from the front."""
    canvas.box(left, y, right - left, 26, colour, 8)
    canvas.box(left + 14, y + 26, right - left - 28, HEIGHT - y, front or darker(colour, 0.22))
    canvas.box(left, y, right - left, 8, mixed(colour, CARD, 0.35), 4)


def lamp(canvas, x, length, colour=BRICK, lit=True):
    """Draw a lamp that hangs from the ceiling."""
    if lit:
        canvas.add(f'<path d="M{x - 62} {length + 44}l-90 300h304l-90-300Z" fill="{GLOW}" fill-opacity=".22"/>')
    canvas.line([(x, 0), (x, length)], INK, 3)
    canvas.path(
        f"M{x - 66} {length + 46}C{x - 60} {length - 16} {x + 60} {length - 16} {x + 66} {length + 46}Z", colour
    )
    canvas.disc(x, length + 46, 20, GLOW, 10)


def plant(canvas, x, y, size, pot=BRICK):
    """Draw a plant in a pot that stands at y."""
    for across, up in ((-0.7, 1.2), (-0.35, 1.7), (0, 1.9), (0.4, 1.65), (0.75, 1.15)):
        tip = (x + across * size, y - size * (0.5 + up))
        canvas.path(
            f"M{x} {y - size * 0.6}Q{x + across * size * 0.2} {y - size * up} {tip[0]} {tip[1]}"
            f"Q{x + across * size * 0.9 + 6} {y - size * up * 0.8} {x} {y - size * 0.6}Z",
            GREEN if across > 0 else darker(GREEN, 0.2),
        )
    canvas.path(f"M{x - size * 0.42} {y - size * 0.7}h{size * 0.84}l{-size * 0.12} {size * 0.7}h{-size * 0.6}Z", pot)


def shelf(canvas, x, y, width, rows, height=92, seed=0):
    """Draw a shelf full of books; y is its top."""
    colours = (PLUM, PETROL, BRICK, GREEN, OCHRE, INK, PALE_PLUM, PALE_OCHRE)
    canvas.box(x - 12, y - 12, width + 24, rows * height + 24, DARK_WOOD, 4)
    for row in range(rows):
        top = y + row * height
        canvas.box(x, top, width, height - 12, darker(DARK_WOOD, 0.45))
        left, number = x + 6, row * 5 + seed
        while left < x + width - 34:
            thick, tall = 14 + (number * 7) % 17, height - 26 - (number * 11) % 24
            colour = colours[(number * 3 + row) % len(colours)]
            canvas.box(left, top + height - 12 - tall, thick, tall, colour, 2)
            canvas.box(left + 3, top + height - 12 - tall * 0.78, thick - 6, 6, mixed(colour, CARD, 0.6))
            left, number = left + thick + 2, number + 1
        canvas.shape(
            [
                (left + 2, top + height - 12),
                (left + 12, top + height - 12),
                (left + 34, top + 26),
                (left + 24, top + 24),
            ],
            colours[(row + seed) % 5],
        )


def cup(canvas, x, y, colour=CARD, steam=False):
    """Draw a cup that stands at y."""
    canvas.disc(x + 22, y - 17, 10, "none", stroke=darker(colour, 0.1), width=6)
    canvas.path(f"M{x - 22} {y - 36}h44v14q0 22-22 22t-22-22Z", colour)
    canvas.box(x - 22, y - 38, 44, 6, darker(colour, 0.15), 3)
    if steam:
        for across in (-8, 8):
            canvas.path(f"M{x + across} {y - 48}q-8-10 0-20t0-20", "none", CARD, 4)


def tree(canvas, x, ground, size, colour=GREEN):
    """Draw a round tree."""
    canvas.line([(x, ground), (x, ground - size * 1.1)], DARK_WOOD, size * 0.14)
    canvas.line([(x, ground - size * 0.7), (x + size * 0.26, ground - size * 1.05)], DARK_WOOD, size * 0.08)
    canvas.disc(x, ground - size * 1.45, size * 0.62, colour, size * 0.68)
    canvas.disc(x - size * 0.16, ground - size * 1.62, size * 0.34, mixed(colour, CARD, 0.16), size * 0.34)


def fir(canvas, x, ground, size, colour="#2c4d17"):
    """Draw a fir."""
    canvas.line([(x, ground), (x, ground - size * 0.4)], DARK_WOOD, size * 0.1)
    for step in range(4):
        half, base = size * (0.42 - step * 0.085), ground - size * (0.22 + step * 0.32)
        canvas.shape([(x - half, base), (x + half, base), (x, base - size * 0.58)], mixed(colour, CARD, step * 0.05))


_FACADES = (PALE_BRICK, PALE_OCHRE, SAND, PALE_PLUM, PALE_GREEN, PALE_PETROL)


def house(canvas, x, ground, width, storeys, number=0, lit=False):
    """Draw a tall town house with a bay or a gable, as they stand on the Kaßberg; return the height of its eaves."""
    wall = _FACADES[number % len(_FACADES)]
    roof = (BRICK, PETROL, darker(PLUM, 0.1))[number % 3]
    storey, top = 62, ground - storeys * 62 - 20
    canvas.box(x, top, width, ground - top, wall)
    canvas.shape([(x - 6, top), (x + width * 0.12, top - 58), (x + width * 0.88, top - 58), (x + width + 6, top)], roof)
    canvas.box(x - 6, top - 4, width + 12, 9, darker(wall, 0.2))
    columns = max(2, round(width / 52))
    gap = width / columns
    for row in range(storeys):
        for column in range(columns):
            left, high = x + gap * column + gap * 0.26, top + 20 + row * storey
            if row == storeys - 1 and column == columns // 2:
                canvas.path(f"M{left - 4} {ground}v-46q{gap * 0.28} -22 {gap * 0.56} 0v46Z", darker(roof, 0.35))
                continue
            fill = GLOW if lit and (row * 3 + column + number) % 3 == 0 else darker(wall, 0.42)
            canvas.path(f"M{left} {high + 38}v-30q{gap * 0.24} -14 {gap * 0.48} 0v30Z", fill)
            canvas.box(left - 4, high + 38, gap * 0.48 + 8, 5, mixed(wall, CARD, 0.5))
        canvas.line([(x, top + 70 + row * storey), (x + width, top + 70 + row * storey)], darker(wall, 0.1), 2)
    if number % 2 == 0:
        middle = x + width / 2
        canvas.shape(
            [
                (middle - 30, top + 2),
                (middle - 30, top - 44),
                (middle, top - 92),
                (middle + 30, top - 44),
                (middle + 30, top + 2),
            ],
            wall,
        )
        canvas.path(f"M{middle - 36} {top - 40}l36 -58l36 58", "none", roof, 9)
        canvas.disc(middle, top - 34, 12, darker(wall, 0.42))
    else:
        for side in (0.24, 0.7):
            canvas.box(x + width * side, top - 46, 26, 34, mixed(roof, CARD, 0.3), 4)
            canvas.box(x + width * side + 6, top - 38, 14, 22, darker(wall, 0.42))
        canvas.box(x + width * 0.5 - 7, top - 84, 18, 34, darker(roof, 0.4))
    return top


def street(canvas, ground, lit=False, first=0, start=-30):
    """Draw a row of town houses."""
    x, number = start, first
    while x < WIDTH:
        width = (150, 200, 128, 178)[number % 4]
        house(canvas, x, ground, width, (4, 3, 4, 4, 3)[number % 5], number, lit)
        x, number = x + width + 4, number + 1


def sky(top=PALE_PETROL, ground=PALE_GREEN, edge=430) -> Canvas:
    """Return a canvas with the sky and a meadow that begins at `edge`."""
    canvas = Canvas(top)
    canvas.disc(790, 96, 46, PAPER)
    canvas.box(0, edge, WIDTH, HEIGHT - edge, ground)
    return canvas
