"""The building and its association as records: the code contains no data of a particular house."""

import re
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.history.records import ContentHistory
from kasch_site.common.text.german_order import GermanOrder
from kasch_site.common.text.languages import name_in_itself
from kasch_site.common.text.phone import dialled
from kasch_site.common.text.time_words import hours_in_words

from .contrast import DARK_GROUNDS, LIGHT_GROUNDS, unreadable
from .hours_within import first_day_outside
from .querysets import LanguageQuerySet, OpeningHoursQuerySet
from .special_days import ClosingDay, OtherHours, PublicHoliday, SchoolHoliday, SpecialPeriod
from .validators import (
    validate_colour,
    validate_hours,
    validate_own_domain,
    validate_phone,
    validate_sign_key,
    validate_time_zone,
)

__all__ = [
    "FEDERAL_STATES",
    "WEEKDAYS",
    "ClosingDay",
    "ContactPerson",
    "Funder",
    "House",
    "Language",
    "OpeningHours",
    "OtherHours",
    "PublicHoliday",
    "Room",
    "SchoolHoliday",
    "SectionSign",
    "SpecialPeriod",
    "validate_phone",
    "validate_time_zone",
]

_HOUSE_NUMBER = re.compile(r"\d+\w?(?:[-–/]\d+\w?)?")
FEDERAL_STATES = [
    ("BW", "Baden-Württemberg"),
    ("BY", "Bayern"),
    ("BE", "Berlin"),
    ("BB", "Brandenburg"),
    ("HB", "Bremen"),
    ("HH", "Hamburg"),
    ("HE", "Hessen"),
    ("MV", "Mecklenburg-Vorpommern"),
    ("NI", "Niedersachsen"),
    ("NW", "Nordrhein-Westfalen"),
    ("RP", "Rheinland-Pfalz"),
    ("SL", "Saarland"),
    ("SN", "Sachsen"),
    ("ST", "Sachsen-Anhalt"),
    ("SH", "Schleswig-Holstein"),
    ("TH", "Thüringen"),
]
WEEKDAYS = [
    (0, _("Montag")),
    (1, _("Dienstag")),
    (2, _("Mittwoch")),
    (3, _("Donnerstag")),
    (4, _("Freitag")),
    (5, _("Samstag")),
    (6, _("Sonntag")),
]


class House(models.Model):
    """The neighbourhood centre; a singleton."""

    name = models.CharField(_("Name"), max_length=120, help_text=_("So steht er auf Plakaten und Briefen."))
    short_name = models.CharField(_("Kurzname"), max_length=40, help_text=_("Für die Kopfzeile, möglichst ein Wort."))
    district = models.CharField(_("Stadtteile"), max_length=80, blank=True)
    headline = models.CharField(_("Überschrift der Startseite"), max_length=80, blank=True)
    lead = models.CharField(_("Satz darunter"), max_length=200, blank=True)
    operator = models.CharField(_("Träger"), max_length=160, help_text=_("Wer das Haus betreibt, mit Rechtsform."))
    street = models.CharField(_("Straße und Hausnummer"), max_length=120)
    postal_code = models.CharField(_("Postleitzahl"), max_length=10)
    city = models.CharField(_("Ort"), max_length=80)
    federal_state = models.CharField(
        _("Bundesland"), max_length=2, choices=FEDERAL_STATES, help_text=_("Danach richten sich die Feiertage.")
    )
    latitude = models.DecimalField(
        _("Breitengrad"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("Längengrad"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    stop = models.CharField(_("Haltestelle"), max_length=120, blank=True, help_text=_("Die nächste, mit Linien."))
    directions = models.TextField(_("So finden Sie uns"), blank=True)
    access = models.TextField(_("Zugang ohne Stufen"), blank=True, help_text=_("Eingang, Aufzug, Toilette: ehrlich."))
    phone = models.CharField(_("Telefon"), max_length=40, blank=True, validators=[validate_phone])
    mobile = models.CharField(_("Handy"), max_length=40, blank=True, validators=[validate_phone])
    email = models.EmailField(
        _("E-Mail für Antworten"),
        blank=True,
        help_text=_("Steht auf der Website; hierher kommen Antworten (Reply-To)."),
    )
    sender_email = models.EmailField(
        _("Absender der Website"),
        blank=True,
        validators=[validate_own_domain],
        help_text=_(
            "Eine Adresse der eigenen Domain. Eine Adresse bei web.de, gmx.de oder gmail.com nehmen andere "
            "Mailserver vom Server der Website nicht an."
        ),
    )
    newspaper_name = models.CharField(_("Name der Stadtteilzeitung"), max_length=80, blank=True)
    time_zone = models.CharField(_("Zeitzone"), max_length=40, default="Europe/Berlin", validators=[validate_time_zone])

    history = ContentHistory(has_bin=False)

    class Meta:
        verbose_name = _("Haus")
        verbose_name_plural = _("Haus")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="there_is_one_house")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return "/"

    def clean(self):
        if (self.latitude is None) != (self.longitude is None):
            empty = "latitude" if self.latitude is None else "longitude"
            raise ValidationError({empty: _("Bitte beide Angaben, Breite und Länge, oder keine von beiden.")})

    @property
    def tz(self) -> ZoneInfo:
        """Return the time zone of the house."""
        return ZoneInfo(self.time_zone)

    @property
    def phone_link(self) -> str:
        """Return the phone number as a `tel:` link."""
        return dialled(self.phone)

    @property
    def mobile_link(self) -> str:
        """Return the mobile number as a `tel:` link."""
        return dialled(self.mobile)

    @property
    def position(self) -> str:
        """Return latitude and longitude as a `geo:` link (RFC 5870); "" if unknown."""
        if self.latitude is None or self.longitude is None:
            return ""
        return f"{self.latitude:f},{self.longitude:f}"

    @property
    def map_url(self) -> str:
        """Return the URL of the house on OpenStreetMap."""
        if self.position:
            query = {"mlat": f"{self.latitude:f}", "mlon": f"{self.longitude:f}"}
            return f"https://www.openstreetmap.org/?{urlencode(query)}#map=18/{self.position.replace(',', '/')}"
        address = f"{self.street}, {self.postal_code} {self.city}"
        return f"https://www.openstreetmap.org/search?{urlencode({'query': address})}"

    @property
    def house_number(self) -> str:
        """Return the house number at the end of the street line: "39", "12a", "4-6"; "" without one."""
        number = _HOUSE_NUMBER.match(self.street.rsplit(" ", 1)[-1])
        return number.group() if number else ""


class Room(models.Model):
    """A room of the building."""

    name = models.CharField(_("Name"), max_length=80, unique=True)
    floor = models.CharField(_("Etage"), max_length=40, blank=True)
    is_step_free = models.BooleanField(_("ohne Stufen erreichbar"), default=False)
    places = models.PositiveSmallIntegerField(_("Plätze"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    history = ContentHistory()

    class Meta:
        verbose_name = _("Raum")
        verbose_name_plural = _("Räume")
        ordering = ["order", GermanOrder("name")]

    def __str__(self):
        return self.name


class Language(models.Model):
    """A language spoken in the house, by its ISO 639-1 code."""

    code = models.SlugField(_("Kürzel"), max_length=8, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    own_name = models.CharField(
        _("So nennt sie sich selbst"),
        max_length=60,
        blank=True,
        help_text=_("Zum Beispiel „Українська“. So steht sie auf der Website. Leer lassen: Die meisten kennen wir."),
    )

    objects = LanguageQuerySet.as_manager()
    history = ContentHistory()

    class Meta:
        verbose_name = _("Sprache")
        verbose_name_plural = _("Sprachen")
        ordering = [GermanOrder("name")]

    def __str__(self):
        return self.name

    @property
    def own_name_known(self) -> str:
        """Return the name of the language in itself; "" if neither staff nor Django know it."""
        return name_in_itself(self.code, self.own_name)


class SectionSign(models.Model):
    """The name of a section in the menu, and its colour."""

    key = models.CharField(_("Bereich"), max_length=40, unique=True, validators=[validate_sign_key])
    name = models.CharField(_("Name im Menü"), max_length=40)
    colour_light = models.CharField(_("Farbe auf hellem Grund"), max_length=7, validators=[validate_colour])
    colour_dark = models.CharField(_("Farbe auf dunklem Grund"), max_length=7, validators=[validate_colour])

    history = ContentHistory()

    class Meta:
        verbose_name = _("Name und Farbe eines Bereichs")
        verbose_name_plural = _("Namen und Farben der Bereiche")
        ordering = ["pk"]

    def __str__(self):
        return self.name

    def clean(self):
        errors = {
            "colour_light": unreadable(self.colour_light, LIGHT_GROUNDS),
            "colour_dark": unreadable(self.colour_dark, DARK_GROUNDS),
        }
        errors = {name: sentence for name, sentence in errors.items() if sentence}
        if errors:
            raise ValidationError(errors)


class ContactPerson(models.Model):
    """A contact person for residents, with their topics."""

    name = models.CharField(_("Name"), max_length=80)
    role = models.CharField(_("Aufgabe"), max_length=80, blank=True)
    tasks = models.TextField(_("Womit man zu ihr oder ihm kommen kann"), blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True, validators=[validate_phone])
    email = models.EmailField(_("E-Mail"), blank=True)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    history = ContentHistory()

    class Meta:
        verbose_name = _("Ansprechperson")
        verbose_name_plural = _("Ansprechpersonen")
        ordering = ["order", GermanOrder("name")]

    def __str__(self):
        return self.name

    @property
    def phone_link(self) -> str:
        """Return the phone number as a `tel:` link."""
        return dialled(self.phone)

    @property
    def task_lines(self) -> list[str]:
        """Return the topics, one per line."""
        return [line.strip() for line in self.tasks.splitlines() if line.strip()]


class Funder(models.Model):
    """A funder, and the acknowledgement it requires."""

    name = models.CharField(_("Name"), max_length=120)
    text = models.CharField(_("Förderhinweis"), max_length=300, blank=True, help_text=_("Wortlaut aus dem Bescheid."))
    url = models.URLField(_("Website"), blank=True)
    logo = models.ForeignKey(
        "common.Picture", verbose_name=_("Logo"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    history = ContentHistory()

    class Meta:
        verbose_name = _("Förderer")
        verbose_name_plural = _("Förderer")
        ordering = ["order", GermanOrder("name")]

    def __str__(self):
        return self.name


SECTION_STILL_OPEN = _("Da ist noch ein Bereich des Hauses offen: %(hours)s. Bitte ändern Sie erst dessen Zeit.")


class OpeningHours(models.Model):
    """Weekly opening hours: "dienstags 9 bis 18 Uhr". Closing not after opening means the next day.

    `section` is the key of the section that has them ("library"); "" is the whole house.
    """

    section = models.CharField(_("Gilt für"), max_length=40, blank=True, default="")
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=WEEKDAYS)
    opens = models.TimeField(_("öffnet"))
    closes = models.TimeField(_("schließt"), help_text=_("0:00 heißt Mitternacht; früher als öffnet: am nächsten Tag."))
    valid_from = models.DateField(_("gilt ab"), null=True, blank=True)
    valid_until = models.DateField(_("gilt bis"), null=True, blank=True)

    objects = OpeningHoursQuerySet.as_manager()
    history = ContentHistory()

    class Meta:
        verbose_name = _("Öffnungszeit")
        verbose_name_plural = _("Öffnungszeiten und geschlossene Tage")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="opening_hours_weekday"),
            models.CheckConstraint(condition=~Q(opens=F("closes")), name="opening_hours_not_empty"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="opening_hours_valid_order",
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {hours_in_words(self.opens, self.closes)}"

    def clean(self):
        validate_hours(self.opens, self.closes)
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("„gilt bis“ liegt vor „gilt ab“.")})
        if None not in (self.weekday, self.opens, self.closes):
            self._clean_within_the_house()

    def _clean_within_the_house(self):
        """Refuse hours of a section outside of those of the house, whichever of the two are changed."""
        if self.section and self.closes <= self.opens:
            raise ValidationError({"closes": _("Ein Bereich schließt am selben Tag, an dem er öffnet.")})
        saved = list(OpeningHours.objects.all())
        others = [hours for hours in saved if hours.pk != self.pk]
        house_before = [hours for hours in saved if not hours.section]
        house = [hours for hours in [*others, self] if not hours.section]
        today = clock.today()
        if self.section and first_day_outside(self, house, today):
            raise ValidationError(
                _("Da ist das Haus geschlossen. Ein Bereich öffnet nur, solange das Haus offen ist."), code="outside"
            )
        for hours in [] if self.section else [hours for hours in others if hours.section]:
            if first_day_outside(hours, house, today) and not first_day_outside(hours, house_before, today):
                raise ValidationError(SECTION_STILL_OPEN % {"hours": hours}, code="outside")

    def section_left_outside(self) -> "OpeningHours | None":
        """Return the hours of a section that would lie outside those of the house if these were deleted, or None."""
        saved = list(OpeningHours.objects.all())
        before = [hours for hours in saved if not hours.section]
        after = [hours for hours in before if hours.pk != self.pk]
        today = clock.today()
        return next(
            (
                hours
                for hours in saved
                if hours.section
                and first_day_outside(hours, after, today)
                and not first_day_outside(hours, before, today)
            ),
            None,
        )
