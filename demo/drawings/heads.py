"""Heads: a face that looks down, up or sings, with hair, glasses, beard."""

from dataclasses import dataclass
from math import cos, pi, sin

from .canvas import BRICK, CARD, INK, OCHRE, PETROL, PLUM, darker, mixed

# Skin and hair.
LIGHT, TAN, BROWN, DARK = "#f0c7a4", "#dba57c", "#b07850", "#7a4b30"
GREY, WHITE, BLOND, RED, BLACK, CHESTNUT = "#b9b2a7", "#e6e0d5", "#d9ac4e", "#9c4a22", "#2a211c", "#5c3a24"


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody looks. `hair` is short, bob, bun, curly, bald, scarf, cap, long or tail."""

    shirt: str
    skin: str = LIGHT
    hair_colour: str = CHESTNUT
    hair: str = "short"
    pattern: str = ""  # stripes, dots or collar
    glasses: bool = False
    beard: bool = False
    trousers: str = INK


# Those who are in several pictures.
ANNA = Look(BRICK, LIGHT, GREY, "bun", "dots", glasses=True)
BASSAM = Look(PETROL, TAN, BLACK, "short", beard=True)
CLARA = Look(PLUM, BROWN, BLACK, "curly")
DMYTRO = Look(OCHRE, LIGHT, BLOND, "short", "stripes")
ELIF = Look("#3c641f", TAN, PLUM, "scarf")
FRANZ = Look(CARD, LIGHT, WHITE, "bald", "collar", glasses=True, beard=True)
GRETA = Look(OCHRE, LIGHT, RED, "bob", "collar")
HOA = Look(PETROL, TAN, BLACK, "long", "stripes")
IBRA = Look(BRICK, DARK, BLACK, "short", "collar")
JULE = Look(PLUM, LIGHT, BLOND, "tail", "stripes")
KURT = Look("#3c641f", LIGHT, GREY, "cap", "collar")


def head(canvas, look, x, y, size, facing=0, mood="down"):
    """Draw a head; x and y are its middle, `facing` is -1 (left) to 1 (right); `mood` is down, up or sings."""
    radius = 0.36 * size
    line = darker(look.skin, 0.45)
    if look.hair == "scarf":
        _scarf(canvas, look, x, y, radius)
    ear = -facing if facing else 1
    for side in (ear,) if facing else (-1, 1):
        canvas.disc(x + side * radius * 0.88, y + radius * 0.1, radius * 0.18, look.skin)
    canvas.disc(x, y, radius * 0.88, look.skin, radius)
    _hair(canvas, look, x, y, radius, facing)
    middle = x + facing * radius * 0.34
    _eyes(canvas, look, middle, y, radius, mood)
    canvas.curve(
        (middle + facing * 3, y + radius * 0.1),
        (middle + (facing or 1) * radius * 0.16, y + radius * 0.3),
        (middle, y + radius * 0.32),
        line,
        3,
    )
    if look.beard:
        _beard(canvas, look, x, y, radius, facing)
    if mood == "sings":
        canvas.disc(middle, y + radius * 0.6, radius * 0.13, darker(BRICK, 0.3), radius * 0.18)
        return
    canvas.curve(
        (middle - radius * 0.18, y + radius * 0.54),
        (middle, y + radius * 0.7),
        (middle + radius * 0.2, y + radius * 0.52),
        line if not look.beard else CARD,
        3,
    )


def _eyes(canvas, look, middle, y, radius, mood):
    """Draw eyes, cheeks and glasses."""
    line = darker(look.skin, 0.45)
    for side in (-1, 1):
        eye = middle + side * radius * 0.34
        canvas.disc(eye + side * 2, y + radius * 0.36, radius * 0.14, mixed(look.skin, BRICK, 0.28))
        if mood == "down":
            canvas.curve((eye - radius * 0.12, y + 2), (eye, y + radius * 0.16), (eye + radius * 0.12, y + 2), line, 3)
        else:
            canvas.disc(eye, y + 2, radius * 0.08, INK)
        if look.glasses:
            canvas.disc(eye, y + radius * 0.06, radius * 0.25, "none", stroke=INK, width=3)
    if look.glasses:
        canvas.line([(middle - radius * 0.1, y + 2), (middle + radius * 0.1, y + 2)], INK, 3)


def hair_behind(canvas, look, x, y, size, facing):
    """Draw the hair behind head and shoulders."""
    radius = 0.36 * size
    back = x - facing * radius * 0.35
    if look.hair == "long":
        canvas.box(x - radius * 1.02, y - radius * 0.8, radius * 2.04, radius * 2.7, look.hair_colour, radius * 0.8)
    elif look.hair == "bob":
        canvas.box(x - radius * 1.08, y - radius, radius * 2.16, radius * 1.95, look.hair_colour, radius * 0.85)
    elif look.hair == "bun":
        canvas.disc(back, y - radius * 1.22, radius * 0.42, look.hair_colour)
    elif look.hair == "tail":
        side = -(facing or 1)
        canvas.path(
            f"M{x + side * radius * 0.5} {y - radius * 0.9}q{side * radius * 1.2} {-radius * 0.1} "
            f"{side * radius * 1.05} {radius * 1.7}q{-side * radius * 0.9} {-radius * 0.4} {-side * radius * 0.7} "
            f"{-radius * 1.2}Z",
            look.hair_colour,
        )
    elif look.hair == "curly":
        for number in range(11):
            angle = pi * (0.92 + number * 1.16 / 10) + 0.0
            canvas.disc(x + cos(angle) * radius * 1.02, y + sin(angle) * radius * 0.98, radius * 0.36, look.hair_colour)


def _scarf(canvas, look, x, y, radius):
    """Draw a headscarf behind the face, over the neck."""
    canvas.path(
        f"M{x - radius * 1.12} {y + radius * 0.2}C{x - radius * 1.2} {y - radius * 1.5} {x + radius * 1.2} "
        f"{y - radius * 1.5} {x + radius * 1.12} {y + radius * 0.2}C{x + radius * 1.1} {y + radius * 1.3} "
        f"{x + radius * 1.5} {y + radius * 1.5} {x + radius * 1.3} {y + radius * 1.9}H{x - radius * 1.3}"
        f"C{x - radius * 1.5} {y + radius * 1.5} {x - radius * 1.1} {y + radius * 1.3} {x - radius * 1.12} "
        f"{y + radius * 0.2}Z",
        look.hair_colour,
    )


def _hair(canvas, look, x, y, radius, facing):
    """Draw the hair on the head."""
    if look.hair == "bald":
        for side in (-1, 1):
            canvas.disc(x + side * radius * 0.86, y - radius * 0.05, radius * 0.2, look.hair_colour, radius * 0.36)
        return
    if look.hair == "scarf":
        canvas.path(
            f"M{x - radius * 0.9} {y}C{x - radius} {y - radius * 1.3} {x + radius} {y - radius * 1.3} "
            f"{x + radius * 0.9} {y}C{x + radius * 0.5} {y - radius * 0.7} {x - radius * 0.5} {y - radius * 0.7} "
            f"{x - radius * 0.9} {y}Z",
            darker(look.hair_colour, 0.2),
        )
        return
    parting = x + facing * radius * 0.3
    canvas.path(
        f"M{x - radius * 0.95} {y + radius * 0.05}C{x - radius * 1.1} {y - radius * 1.45} {x + radius * 1.1} "
        f"{y - radius * 1.45} {x + radius * 0.95} {y + radius * 0.05}C{x + radius * 0.8} {y - radius * 0.35} "
        f"{parting + radius * 0.5} {y - radius * 0.42} {parting + radius * 0.1} {y - radius * 0.62}"
        f"C{parting - radius * 0.3} {y - radius * 0.3} {x - radius * 0.8} {y - radius * 0.35} {x - radius * 0.95} "
        f"{y + radius * 0.05}Z",
        look.hair_colour,
    )
    if look.hair == "cap":
        canvas.path(
            f"M{x - radius} {y - radius * 0.35}C{x - radius} {y - radius * 1.5} {x + radius} {y - radius * 1.5} "
            f"{x + radius} {y - radius * 0.35}Z",
            PETROL,
        )
        side = facing or 1
        canvas.box(min(x, x + side * radius * 1.4), y - radius * 0.5, radius * 1.4, radius * 0.24, darker(PETROL), 8)


def _beard(canvas, look, x, y, radius, facing):
    """Draw a beard."""
    shift = facing * radius * 0.12
    canvas.path(
        f"M{x - radius * 0.86} {y + radius * 0.1}C{x - radius * 0.86} {y + radius * 1.35} {x + radius * 0.86} "
        f"{y + radius * 1.35} {x + radius * 0.86} {y + radius * 0.1}C{x + radius * 0.5 + shift} {y + radius * 0.55} "
        f"{x - radius * 0.5 + shift} {y + radius * 0.55} {x - radius * 0.86} {y + radius * 0.1}Z",
        look.hair_colour if look.hair != "bald" else WHITE,
    )
