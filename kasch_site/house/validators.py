"""Validators of the house's records, each with a message that says how to fix the value."""

from datetime import date, datetime, time, timedelta
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

validate_phone = RegexValidator(r"^\+?[0-9][0-9 /()-]{4,}$", _("Bitte schreiben Sie die Nummer so: 0123 456789"))
validate_colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Bitte schreiben Sie die Farbe so: #b63a1b"))
# The key becomes part of a CSS custom property.
validate_section_key = RegexValidator(r"^[a-z][a-z0-9_-]*$", _("Bitte nur kleine Buchstaben ohne Umlaute."))

# Providers with country-specific domains, and those with a single one.
_PROVIDERS = {"gmx", "gmail", "googlemail", "yahoo", "hotmail", "outlook", "aol", "ymail", "rocketmail"}
_PROVIDER_DOMAINS = {
    "web.de",
    "t-online.de",
    "magenta.de",
    "freenet.de",
    "arcor.de",
    "vodafone.de",
    "vodafonemail.de",
    "kabelmail.de",
    "unitybox.de",
    "o2online.de",
    "online.de",
    "email.de",
    "mail.de",
    "mail.com",
    "posteo.de",
    "posteo.net",
    "mailbox.org",
    "live.de",
    "live.com",
    "msn.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "proton.me",
    "protonmail.com",
    "pm.me",
    "tutanota.com",
    "tutanota.de",
    "tuta.io",
    "tuta.com",
    "yandex.com",
    "yandex.ru",
    "mail.ru",
    "ukr.net",
}


def validate_time_zone(value):
    """Refuse a time zone that is not in the tz database."""
    if value not in available_timezones():
        raise ValidationError(_("Diese Zeitzone gibt es nicht. Für Deutschland: Europe/Berlin"))


def is_at_mail_provider(address) -> bool:
    """Return whether the address belongs to a public mail provider, for which the house's server must not send.

    Such providers publish (SPF, RFC 7208; DMARC, RFC 7489) which servers send their mail; receivers refuse others.
    """
    domain = address.rpartition("@")[2].strip().lower().rstrip(".")
    labels = domain.split(".")
    if any(".".join(labels[start:]) in _PROVIDER_DOMAINS for start in range(len(labels))):
        return True
    return len(labels) > 1 and not _PROVIDERS.isdisjoint(labels[-3:-1])


def validate_own_domain(value):
    """Refuse a sender address whose mail receivers would refuse from the house's own server."""
    if is_at_mail_provider(value):
        raise ValidationError(
            _(
                "Mail mit einem Absender bei %(provider)s nimmt kaum jemand vom Server der Website an. Bitte tragen "
                "Sie hier eine Adresse mit der Domain der Website ein. Die Adresse bei %(provider)s passt in das "
                "Feld „E-Mail für Antworten“."
            ),
            params={"provider": value.rpartition("@")[2].lower()},
        )


# The maximum length of an opening without a break; more is a typing error.
MAX_OPENING_LENGTH = timedelta(hours=16)


def validate_hours(opens: time | None, closes: time | None):
    """Refuse implausible opening hours; closing before opening means the next day."""
    if opens is None or closes is None:
        return
    if opens == closes:
        raise ValidationError({"closes": _("Zur selben Zeit öffnen und schließen geht nicht.")})
    length = (datetime.combine(date.min, closes) - datetime.combine(date.min, opens)) % timedelta(days=1)
    if length > MAX_OPENING_LENGTH:
        text = _("Das wären mehr als 16 Stunden am Stück. Bitte prüfen Sie, wann das Haus öffnet und wann es schließt.")
        raise ValidationError({"closes": text})
