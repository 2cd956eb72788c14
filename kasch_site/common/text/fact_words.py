"""Facts of entries as text, for formats without icons: calendars, feeds, mails."""

from django.utils.translation import gettext as _

from kasch_site.common.sections import Facts


def facts_in_words(facts: Facts) -> list[str]:
    """Return one line for each known fact."""
    return list(facts_by_name(facts).values())


def facts_by_name(facts: Facts) -> dict[str, str]:
    """Return the same lines keyed by short names of the facts, for templates that add icons."""
    lines = {
        "cost": facts.cost_words,
        "signup": _sign_up(facts),
        "access": _yes_or_no(facts.is_step_free, _("Ohne Stufen erreichbar"), _("Nicht ohne Stufen erreichbar")),
        "bring": _("Bitte mitbringen: %(things)s") % {"things": facts.bring_along} if facts.bring_along else "",
        "children": _yes_or_no(facts.children_welcome, _("Kinder sind willkommen"), _("Für Erwachsene")),
        "languages": _languages(facts),
    }
    return {name: line for name, line in lines.items() if line}


def _sign_up(facts):
    text = _yes_or_no(facts.needs_sign_up, _("Mit Anmeldung"), _("Ohne Anmeldung"))
    return f"{text}: {facts.sign_up_note}" if text and facts.sign_up_note else text or facts.sign_up_note


def _languages(facts):
    names = ", ".join(language.label for language in facts.languages)
    return _("Wir sprechen auch: %(languages)s") % {"languages": names} if names else ""


def _yes_or_no(fact, if_true, if_false):
    if fact is None:
        return ""
    return if_true if fact else if_false
