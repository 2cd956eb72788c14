"""Drawings of people: on a path, in a hall, at a feast."""

import itertools
from math import radians, sin

from .canvas import (
    BRICK,
    CARD,
    DARK_WOOD,
    GREEN,
    INK,
    LAMP,
    OCHRE,
    PALE_GREEN,
    PAPER,
    PETROL,
    PLUM,
    WOOD,
    Canvas,
)

# Skin and hair.
HEADS = [("#e3b48f", "#6b4a2f"), ("#8a5a3c", "#211c17"), ("#d9a27c", "#c9c2b8"), ("#b87a52", "#3a2417")]


def person(canvas, x, ground, height, colour, left=(-6, 6), right=(6, 6), which=0):
    """Draw a figure from head to foot; the arms go from the shoulders by `left` and `right`."""
    head, hair = HEADS[which % len(HEADS)]
    top = ground - height
    unit = height / 40
    canvas.line((x, top + 22 * unit), (x - 4 * unit, ground), colour=INK, width=3.4 * unit)
    canvas.line((x, top + 22 * unit), (x + 4 * unit, ground), colour=INK, width=3.4 * unit)
    for side, (across, down) in ((-1, left), (1, right)):
        shoulder = (x + side * 3.4 * unit, top + 12 * unit)
        hand = (shoulder[0] + across * unit, shoulder[1] + down * unit)
        canvas.line(shoulder, hand, colour=colour, width=2.8 * unit)
        canvas.disc(*hand, 1.6 * unit, head)
    canvas.box(x - 5 * unit, top + 10 * unit, x + 5 * unit, top + 25 * unit, colour, 3 * unit)
    canvas.disc(x, top + 5 * unit, 4.6 * unit, head)
    canvas.cap(x, top + 4.6 * unit, 4.9 * unit, hair)


def hiking():
    """Draw a path that winds between hills and firs, two hikers on it."""
    canvas = Canvas("#dcebee")
    canvas.disc(128, 20, 10, LAMP)
    canvas.shape((0, 56), (40, 34), (84, 54), (124, 30), (160, 50), (160, 100), (0, 100), colour=PALE_GREEN)
    canvas.shape((0, 66), (50, 52), (110, 62), (160, 50), (160, 100), (0, 100), colour="#8fb070")
    canvas.shape((0, 84), (60, 68), (160, 74), (160, 100), (0, 100), colour=GREEN)
    _path(canvas)
    _firs(canvas)
    person(canvas, 76, 92, 22, BRICK, right=(6, 9), which=2)
    person(canvas, 66, 94, 22, PETROL, left=(-6, 9), which=1)
    canvas.line((80, 78), (83, 93), colour=DARK_WOOD, width=0.8)
    canvas.line((60, 79), (57, 95), colour=DARK_WOOD, width=0.8)
    canvas.box(71, 76, 74, 84, OCHRE, 1)
    return canvas


def _path(canvas):
    """Draw a path that gets narrower."""
    bends = ((71, 102, 16), (74, 90, 11), (86, 82, 8), (92, 76, 6), (86, 71, 4), (78, 68, 2.5))
    for (x, y, width), (next_x, next_y, _) in itertools.pairwise(bends):
        for step in range(12):
            part = step / 12
            canvas.disc(x + (next_x - x) * part, y + (next_y - y) * part, width * (1 - part * 0.25) / 2, "#e6d3a8")


def _firs(canvas):
    """Draw firs."""
    for x, foot, size in ((18, 80, 20), (34, 74, 15), (126, 72, 17), (146, 80, 24), (112, 66, 10), (6, 92, 18)):
        canvas.box(x - 1, foot - 2, x + 1, foot + 3, DARK_WOOD)
        for step in range(3):
            half, base = size * (0.36 - step * 0.08), foot - step * size * 0.28
            canvas.shape((x - half, base), (x + half, base), (x, base - size * 0.5), colour="#234510")


def gymnastics():
    """Draw three people with raised arms in a bright hall."""
    canvas = Canvas(PAPER)
    for x in (10, 61, 112):
        canvas.box(x, 10, x + 38, 52, "#cfe3e6", 1)
        canvas.line((x + 19, 10), (x + 19, 52), colour=CARD, width=1.4)
        canvas.line((x, 31), (x + 38, 31), colour=CARD, width=1.4)
    canvas.box(0, 72, 160, 100, WOOD)
    for y in (80, 89):
        canvas.line((0, y), (160, y), colour="#b98246", width=0.4)
    for which, (x, colour) in enumerate(((34, PLUM), (80, BRICK), (126, PETROL))):
        canvas.line((x - 12, 92), (x + 12, 92), colour="#b98246", width=6)
        person(canvas, x, 92, 56, colour, left=(-7, -12), right=(7, -12), which=which)
    return canvas


def festival():
    """Draw a long table under strings of lights and flags, people around it."""
    canvas = Canvas("#2b3f6b")
    canvas.box(0, 82, 160, 100, "#4a4136")
    canvas.shape((92, 46), (124, 24), (156, 46), colour=BRICK)
    canvas.box(96, 46, 152, 84, "#e8d7bb")
    for x in (102, 126):
        canvas.box(x, 52, x + 18, 66, LAMP)
        canvas.line((x + 9, 52), (x + 9, 66), colour=INK, width=0.8)
    _flags(canvas)
    for which, (x, colour) in enumerate(((14, PLUM), (34, GREEN), (54, BRICK), (74, PETROL))):
        person(canvas, x, 86, 34, colour, left=(-5, 5), right=(5, -6), which=which)
    canvas.box(4, 74, 88, 78, CARD, 1)
    for x in (10, 82):
        canvas.box(x, 78, x + 2, 96, DARK_WOOD)
    for x, colour in ((18, BRICK), (30, OCHRE), (46, "#9ccb73"), (60, BRICK), (70, OCHRE)):
        canvas.box(x, 70, x + 5, 74, colour, 1)
    return canvas


def _flags(canvas):
    """Draw strings of lights and flags."""
    flags = (BRICK, OCHRE, "#5cc6d2", "#9ccb73", "#d79ad0")
    for number in range(16):
        x = number * 10.4
        y = 14 + 9 * sin(radians(number * 24))
        after = 14 + 9 * sin(radians((number + 1) * 24))
        canvas.line((x, y), (x + 10.4, after), colour=CARD, width=0.5)
        canvas.shape((x + 2, y + 0.6), (x + 8, after), (x + 5, (y + after) / 2 + 8), colour=flags[number % 5])
        canvas.disc(x, y + 1, 1.3, LAMP)
