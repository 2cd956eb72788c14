"""Describe for staff the effects of changed rules and absences on slots."""

from django.utils.translation import ngettext

from counselling.notifications.messages import when_in_words

MAX_LINES = 40


def counts_in_words(added, removed):
    """Yield a sentence for the number of slots added and one for those removed; nothing for zero."""
    if added:
        yield ngettext("Eine freie Zeit kommt dazu.", "%(count)d freie Zeiten kommen dazu.", added) % {"count": added}
    if removed:
        yield ngettext("Eine freie Zeit fällt weg.", "%(count)d freie Zeiten fallen weg.", removed) % {"count": removed}


def unmatched_in_words(slots):
    """Yield a sentence for the number of booked slots that would no longer match a rule; nothing for zero."""
    count = len(slots)
    if count:
        yield ngettext(
            "Ein vergebener Termin passt dann nicht mehr. Er bleibt, wie er ist: Verlegen Sie ihn oder sagen Sie ihn "
            "ab, wenn er so nicht stattfinden kann.",
            "%(count)d vergebene Termine passen dann nicht mehr. Sie bleiben, wie sie sind: Verlegen Sie sie oder "
            "sagen Sie sie ab, wenn sie so nicht stattfinden können.",
            count,
        ) % {"count": count}


def slot_lines(slots) -> list[str]:
    """Return booked slots as text for staff, without names."""
    lines = [f"{when_in_words(slot)}, {slot.room or slot.counsellor}" for slot in slots[:MAX_LINES]]
    omitted = len(slots) - len(lines)
    if omitted:
        lines.append(ngettext("und ein weiterer", "und %(count)s weitere", omitted) % {"count": omitted})
    return lines
