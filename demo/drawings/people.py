"""People: a body, and arms that reach to a point. Units are those of the canvas."""

from math import acos, atan2, cos, hypot, sin

from .canvas import BRICK, CARD, PETROL, darker, mixed
from .heads import hair_behind, head


def arm(canvas, look, shoulder, hand, size, bend=1, is_bare=True):
    """Draw an arm from the shoulder to the hand; `bend` 1 or -1 is the side of the elbow."""
    upper, lower, width = 0.62 * size, 0.58 * size, 0.24 * size
    elbow, hand = _joint(shoulder, hand, upper, lower, bend)
    line = darker(look.shirt)
    points = [shoulder, elbow, hand]
    canvas.line(points, line, width + 5)
    canvas.line(points, look.shirt, width)
    if is_bare:
        middle = tuple(first + (last - first) * 0.35 for first, last in zip(elbow, hand, strict=True))
        canvas.line([middle, hand], darker(look.skin, 0.25), width * 0.72 + 5)
        canvas.line([middle, hand], look.skin, width * 0.72)
        canvas.line([elbow, middle], look.shirt, width)
    canvas.disc(*hand, width * 0.52, look.skin, stroke=darker(look.skin, 0.25), width=2.5)


def _joint(start, end, upper, lower, bend):
    """Return the joint of a limb of two parts, and its end, drawn in if it is too far away."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = hypot(across, down) or 1
    reach = min(length, (upper + lower) * 0.995)
    end = (start[0] + across * reach / length, start[1] + down * reach / length)
    turn = acos(max(-1, min(1, (upper**2 + reach**2 - lower**2) / (2 * upper * reach))))
    angle = atan2(down, across) + bend * turn
    return (start[0] + upper * cos(angle), start[1] + upper * sin(angle)), end


def _torso(x, shoulder, bottom, half, lower_half):
    """Return the outline of a body from the shoulders to the bottom."""
    return (
        f"M{x - lower_half:.1f} {bottom:.1f}C{x - lower_half:.1f} {bottom - (bottom - shoulder) * 0.5:.1f} "
        f"{x - half:.1f} {shoulder + half * 0.9:.1f} {x - half:.1f} {shoulder + half * 0.55:.1f}"
        f"Q{x - half:.1f} {shoulder:.1f} {x - half * 0.35:.1f} {shoulder - half * 0.08:.1f}H{x + half * 0.35:.1f}"
        f"Q{x + half:.1f} {shoulder:.1f} {x + half:.1f} {shoulder + half * 0.55:.1f}"
        f"C{x + half:.1f} {shoulder + half * 0.9:.1f} {x + lower_half:.1f} {bottom - (bottom - shoulder) * 0.5:.1f} "
        f"{x + lower_half:.1f} {bottom:.1f}Z"
    )


def body(canvas, look, x, shoulder, bottom, size, facing=0, tilt=0, mood="down"):
    """Draw body and head without arms, from the shoulders to the bottom; return the left and the right shoulder."""
    half = 0.5 * size
    outline = _torso(x, shoulder, bottom, half, half * 0.92)
    neck, at = x + tilt * 0.3, (x + tilt + facing * size * 0.06, shoulder - size * 0.52)
    hair_behind(canvas, look, *at, size, facing)
    canvas.line([(x, shoulder + 4), (neck, shoulder - size * 0.22)], darker(look.skin, 0.14), size * 0.26)
    canvas.path(outline, look.shirt, darker(look.shirt), 2.5)
    _pattern(canvas, look, outline, x, shoulder, bottom, half)
    head(canvas, look, *at, size, facing, mood)
    return (x - half * 0.78, shoulder + half * 0.4), (x + half * 0.78, shoulder + half * 0.4)


def _pattern(canvas, look, outline, x, shoulder, bottom, half):
    """Draw the pattern of a shirt."""
    tone = mixed(look.shirt, CARD, 0.55) if look.shirt != CARD else PETROL
    if look.pattern == "collar":
        canvas.path(
            f"M{x - half * 0.34} {shoulder - half * 0.1}l{half * 0.34} {half * 0.4}l{half * 0.34} {-half * 0.4}", tone
        )
        return
    with canvas.inside(outline):
        if look.pattern == "stripes":
            for number in range(1, 12):
                y = shoulder + number * half * 0.36
                canvas.line([(x - half * 1.2, y), (x + half * 1.2, y)], tone, half * 0.09)
        elif look.pattern == "dots":
            for row in range(1, 9):
                for column in range(-3, 4):
                    across = x + (column + (row % 2) * 0.5) * half * 0.34
                    canvas.disc(across, shoulder + row * half * 0.32, half * 0.055, tone)


def sitter(canvas, look, x, table, size, hands, facing=0, tilt=0, bends=(1, -1), mood="down"):
    """Draw somebody who sits behind a table, of which `table` is the edge; `hands` are two points."""
    shoulders = body(canvas, look, x, table - size * 1.05, table + 40, size, facing, tilt, mood)
    for shoulder, hand, bend in zip(shoulders, hands, bends, strict=True):
        if hand:
            arm(canvas, look, shoulder, hand, size, bend)


def stander(canvas, look, x, ground, size, hands, facing=0, feet=(-0.28, 0.28), bends=(1, -1), mood="up"):
    """Draw somebody who stands; the feet are at `feet`, in sizes from the middle."""
    hip, shoulder = ground - size * 1.55, ground - size * 2.9
    for side, foot in ((-1, feet[0]), (1, feet[1])):
        start = (x + side * size * 0.2, hip)
        end = (x + foot * size, ground - 6)
        canvas.line([start, end], darker(look.trousers, 0.4), size * 0.36 + 4)
        canvas.line([start, end], look.trousers, size * 0.36)
        canvas.line(
            [(end[0] - 2, ground), (end[0] + (side * 0.2 + facing * 0.2) * size, ground)],
            darker(BRICK, 0.6),
            size * 0.2,
        )
    shoulders = body(canvas, look, x, shoulder, hip + size * 0.2, size, facing, mood=mood)
    for which, hand, bend in zip(shoulders, hands, bends, strict=True):
        if hand:
            arm(canvas, look, which, hand, size, bend)
