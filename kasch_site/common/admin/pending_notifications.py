"""Whom staff set going to be told when they save something, and saving "ohne Nachricht" instead.

Asked within the transaction of the saving, or of its rehearsal: what staff read is what the rooms are going to do.
"""

from kasch_site.common.sections import PendingNotification, section, sections

Before = dict[tuple[str, str], PendingNotification]


def untold() -> Before:
    """What every room is going to tell, to be compared after something was saved."""
    return {(found.section, found.key): found for each in sections() for found in each.untold()}


def told_since(before: Before) -> list[PendingNotification]:
    """What persons are going to be told because of what was saved since then."""
    return [found for key, found in untold().items() if key not in before or before[key].state != found.state]


def keep_quiet(found: list[PendingNotification]) -> None:
    """Nobody is told that; part of the transaction of the caller."""
    for name in {each.section for each in found}:
        section(name).keep_quiet([each.key for each in found if each.section == name])
