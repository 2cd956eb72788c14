"""The building and its association as records: nothing about one house stands in the code."""

from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .querysets import OpeningHoursQuerySet, SpecialPeriodQuerySet

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
validate_phone = RegexValidator(r"^\+?[0-9][0-9 /()-]{4,}$", _("Bitte schreiben Sie die Nummer so: 0371 123456"))
validate_colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Bitte schreiben Sie die Farbe so: #b63a1b"))


def validate_time_zone(value):
    """Refuse a time zone that the tz database does not know."""
    if value not in available_timezones():
        raise ValidationError(_("Diese Zeitzone gibt es nicht. Für Deutschland: Europe/Berlin"))


class House(models.Model):
    """The neighbourhood centre itself; there is one."""

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
        _("E-Mail für Antworten"), blank=True, help_text=_("Steht auf der Website; hierher kommen Antworten (Reply-To).")
    )
    sender_email = models.EmailField(
        _("Absender der Website"),
        blank=True,
        help_text=_(
            "Eine Adresse der eigenen Domain. Eine Adresse bei web.de, gmx.de oder gmail.com nehmen andere "
            "Mailserver vom Server der Website nicht an."
        ),
    )
    newspaper_name = models.CharField(_("Name der Stadtteilzeitung"), max_length=80, blank=True)
    time_zone = models.CharField(
        _("Zeitzone"), max_length=40, default="Europe/Berlin", validators=[validate_time_zone]
    )

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

    @property
    def tz(self) -> ZoneInfo:
        """The time zone of the house."""
        return ZoneInfo(self.time_zone)

    @property
    def house_number(self) -> str:
        """What stands on the door: the last word of the street line, if it is a number."""
        last = self.street.rsplit(" ", 1)[-1]
        return last if last[:1].isdigit() else ""


class Room(models.Model):
    """A room of the building."""

    name = models.CharField(_("Name"), max_length=80, unique=True)
    floor = models.CharField(_("Etage"), max_length=40, blank=True)
    is_step_free = models.BooleanField(_("ohne Stufen erreichbar"), default=False)
    places = models.PositiveSmallIntegerField(_("Plätze"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Raum")
        verbose_name_plural = _("Räume")
        ordering = ["order", "name"]

    def __str__(self):
        return self.name


class Language(models.Model):
    """A language that is spoken in the house, by its ISO 639-1 code."""

    code = models.SlugField(_("Kürzel"), max_length=8, unique=True)
    name = models.CharField(_("Name"), max_length=60)

    class Meta:
        verbose_name = _("Sprache")
        verbose_name_plural = _("Sprachen")
        ordering = ["name"]

    def __str__(self):
        return self.name


class RoomSign(models.Model):
    """How a part of the website is called in the menu, and its colour."""

    key = models.CharField(_("Bereich"), max_length=40, unique=True)
    name = models.CharField(_("Name im Menü"), max_length=40)
    colour_light = models.CharField(_("Farbe auf hellem Grund"), max_length=7, validators=[validate_colour])
    colour_dark = models.CharField(_("Farbe auf dunklem Grund"), max_length=7, validators=[validate_colour])

    class Meta:
        verbose_name = _("Name und Farbe eines Bereichs")
        verbose_name_plural = _("Namen und Farben der Bereiche")
        ordering = ["pk"]

    def __str__(self):
        return self.name


class ContactPerson(models.Model):
    """Somebody residents may turn to, and with what."""

    name = models.CharField(_("Name"), max_length=80)
    role = models.CharField(_("Aufgabe"), max_length=80, blank=True)
    tasks = models.TextField(_("Womit man zu ihr oder ihm kommen kann"), blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True, validators=[validate_phone])
    email = models.EmailField(_("E-Mail"), blank=True)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Ansprechperson")
        verbose_name_plural = _("Ansprechpersonen")
        ordering = ["order", "name"]

    def __str__(self):
        return self.name


class Funder(models.Model):
    """Somebody who pays for the house, and the sentence they oblige it to show."""

    name = models.CharField(_("Name"), max_length=120)
    text = models.CharField(_("Förderhinweis"), max_length=300, blank=True, help_text=_("Wortlaut aus dem Bescheid."))
    url = models.URLField(_("Website"), blank=True)
    logo = models.ForeignKey(
        "common.Picture", verbose_name=_("Logo"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Förderer")
        verbose_name_plural = _("Förderer")
        ordering = ["order", "name"]

    def __str__(self):
        return self.name


class OpeningHours(models.Model):
    """Hours of every week: "dienstags 9 bis 18 Uhr". Closing not later than opening means: past midnight."""

    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=WEEKDAYS)
    opens = models.TimeField(_("öffnet"))
    closes = models.TimeField(_("schließt"), help_text=_("0:00 heißt Mitternacht; früher als öffnet: am nächsten Tag."))
    valid_from = models.DateField(_("gilt ab"), null=True, blank=True)
    valid_until = models.DateField(_("gilt bis"), null=True, blank=True)

    objects = OpeningHoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("Öffnungszeit")
        verbose_name_plural = _("Öffnungszeiten")
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
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class SpecialPeriod(models.Model):
    """Days that differ from the week: holidays, closing days, other hours. Both ends belong to it."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("Haus geschlossen")
        OTHER_HOURS = "hours", _("andere Öffnungszeit")
        PUBLIC_HOLIDAY = "public", _("Feiertag")
        SCHOOL_HOLIDAY = "school", _("Schulferien")

    kind = models.CharField(_("Art"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("Name oder Grund"), max_length=120)
    first_day = models.DateField(_("erster Tag"))
    last_day = models.DateField(_("letzter Tag"))
    opens = models.TimeField(_("öffnet"), null=True, blank=True)
    closes = models.TimeField(_("schließt"), null=True, blank=True)

    objects = SpecialPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("besonderer Tag")
        verbose_name_plural = _("besondere Tage")
        ordering = ["first_day", "kind"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="special_period_order"),
            models.CheckConstraint(
                condition=Q(kind="hours", opens__isnull=False, closes__isnull=False)
                | (~Q(kind="hours") & Q(opens=None, closes=None)),
                name="special_period_hours_only_for_other_hours",
            ),
            models.UniqueConstraint(fields=["kind", "first_day", "name"], name="special_period_once"),
        ]
        indexes = [models.Index(fields=["last_day"])]

    def __str__(self):
        return self.name

    def covers(self, day):
        """Whether the day lies in the period."""
        return self.first_day <= day <= self.last_day
