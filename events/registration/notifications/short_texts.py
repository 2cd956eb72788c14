"""Subject lines of mails, and scripts for calls."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kasch_site.common.text.time_words import clock_time, day_of_week_in_words


def subject_line(kind: str, context: dict) -> str:
    """Return the subject of a mail: the action or news with its day, without the event.

    A notification preview or a person who looks over a shoulder reveals nothing else.
    """
    start = localtime(context["registration"].occurrence.starts_at)
    values = {
        "confirmed": _("Angemeldet für %(day)s"),
        "waiting": _("Warteliste für %(day)s: bitte warten Sie auf unsere Zusage"),
        "offer": _("Platz frei: bitte bis %(until)s antworten"),
        "lapsed": _("Nicht mehr reserviert: Ihr Platz am %(day)s"),
        "unreached": _("Wir haben Sie nicht erreicht: Platz am %(day)s"),
        "withdrawn": _("Angebot gilt nicht mehr: %(day)s"),
        "cancelled": _("Abgemeldet für %(day)s"),
        "changed": _changed(context),
        "reminder": _("Erinnerung an %(day)s, %(time)s Uhr"),
    }
    when = {"day": day_of_week_in_words(start.date()), "time": clock_time(start), "until": context["until"]}
    return values[kind] % when


def _changed(context):
    date, before = context["date"], context["before"]
    if date["is_cancelled"]:
        return _("Fällt aus: %(day)s")
    if context["is_restored"]:
        return _("Findet doch statt: %(day)s, %(time)s Uhr")
    if before.get("when") != date["when"]:
        return _("Verlegt: jetzt %(day)s, %(time)s Uhr")
    return _("Geändert: %(day)s")


def call_script(kind: str, context: dict) -> str:
    """Return the script for a phone call; that of an offer is defined with its replies in `replies`."""
    values = {
        "lapsed": _("Das Angebot ist verfallen: %(title)s, %(when)s. Wer möchte, kann sich neu anmelden."),
        "unreached": _(
            "Ein Platz war frei, aber wir haben niemanden erreicht: %(title)s, %(when)s. Er ist weitergegeben. Bitte "
            "um Entschuldigung; wer möchte, kann sich neu anmelden."
        ),
        "withdrawn": _("Das Angebot gilt nicht mehr: %(title)s, %(when)s. Die Person steht weiter auf der Warteliste."),
        "changed": _change_in_a_sentence(context),
        "reminder": _("Erinnerung: %(title)s, %(when)s."),
    }
    before = context["before"]
    old, new = (", ".join(filter(None, (each.get("when"), each.get("where")))) for each in (before, context["date"]))
    return values.get(kind, "") % {**context["date"], "old": old, "new": new}


def _change_in_a_sentence(context):
    date, before = context["date"], context["before"]
    if date["is_cancelled"] and date["reason"]:
        return _("Entfällt: %(title)s, %(when)s. Grund: %(reason)s")
    if date["is_cancelled"]:
        return _("Entfällt: %(title)s, %(when)s.")
    now = _("%(title)s. Bisher: %(old)s. Jetzt: %(new)s.") if is_moved(before, date) else "%(title)s, %(when)s."
    return (_("Findet doch statt: ") if context["is_restored"] else _("Geändert: ")) + now


def is_moved(before: dict, now: dict) -> bool:
    """Return whether time or place differ from what registrants know."""
    return bool(before) and any(before.get(name) != now[name] for name in ("when", "where"))
