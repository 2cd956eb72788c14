"""Whom staff set going to be told when they save something, and saving "ohne Nachricht" instead.

Asked within the transaction of the saving, or of its rehearsal: what staff read is what the rooms are going to do.
"""

from .rooms import Untold, room, rooms

Before = dict[tuple[str, str], Untold]


def untold() -> Before:
    """What every room is going to tell, to be compared after something was saved."""
    return {(found.room, found.key): found for each in rooms() for found in each.untold()}


def told_since(before: Before) -> list[Untold]:
    """What persons are going to be told because of what was saved since then."""
    return [found for key, found in untold().items() if key not in before or before[key].state != found.state]


def keep_quiet(found: list[Untold]) -> None:
    """Nobody is told that; part of the transaction of the caller."""
    for name in {each.room for each in found}:
        room(name).keep_quiet([each.key for each in found if each.room == name])
