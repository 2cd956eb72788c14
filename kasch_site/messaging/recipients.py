"""Whom messages are for, as initials: they tell the rows of a list apart, and name nobody."""

from collections.abc import Iterable, Mapping

from django.apps import apps

from kasch_site.common.sections import MessageProvider, providers

from .models import Message

_SALUTATIONS = {"frau", "herr", "familie"}


def initials_by_message(messages: Iterable[Message]) -> dict[object, str]:
    """Return the initials of recipients by the key of the message; of those that a section can name.

    One query for each kind of record that the messages are about.
    """
    keys: dict[tuple[str, str], dict] = {}
    for message in messages:
        name, _colon, key = message.subject.rpartition(":")
        keys.setdefault((message.section, name), {})[message.pk] = key
    known = {provider.key: provider.message_recipients for provider in providers(MessageProvider)}
    found = {}
    for (section, name), key_of in keys.items():
        recipients = known.get(section, {}).get(name)
        if recipients:
            names = _names(*recipients, keys=key_of.values())
            found |= {message: initials(names[key]) for message, key in key_of.items() if key in names}
    return found


def _names(label, *lookups, keys) -> Mapping[str, str]:
    """Return the names of records by their keys, as they are written in subjects."""
    numbers = {int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19}
    rows = apps.get_model(label)._base_manager.filter(pk__in=numbers).values_list("pk", *lookups)
    return {str(pk): next(filter(None, names), "") for pk, *names in rows}


def initials(name: str) -> str:
    """Return the first letters of the first and the last part of a name: "A. W." of "Frau Anna Maria Weber"."""
    parts = [part for part in name.split() if part[0].isalpha() and part.lower() not in _SALUTATIONS]
    parts = [part for part in parts if not part.endswith(".")] or parts
    return " ".join(f"{part[0]}." for part in dict.fromkeys([*parts[:1], *parts[-1:]]))
