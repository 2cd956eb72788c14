"""The house itself: name, address, contact and time zone."""

import re
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms.mailbox_field import DeliverableEmailField
from kasch_site.common.history.records import ContentHistory
from kasch_site.common.text.phone import tel_number
from kasch_site.house.validators import validate_own_domain, validate_phone, validate_time_zone

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
    map_note = models.CharField(
        _("Satz unter der Karte"),
        max_length=200,
        blank=True,
        help_text=_("Zum Beispiel, was auf der Karte noch nicht geprüft ist. Steht überall, wo die Karte steht."),
    )
    access = models.TextField(_("Zugang ohne Stufen"), blank=True, help_text=_("Eingang, Aufzug, Toilette: ehrlich."))
    phone = models.CharField(_("Telefon"), max_length=40, blank=True, validators=[validate_phone])
    mobile = models.CharField(_("Handy"), max_length=40, blank=True, validators=[validate_phone])
    email = DeliverableEmailField(
        _("E-Mail für Antworten"),
        blank=True,
        help_text=_("Steht auf der Website; hierher kommen Antworten (Reply-To)."),
    )
    sender_email = DeliverableEmailField(
        _("Absender der Website"),
        blank=True,
        validators=[validate_own_domain],
        help_text=_(
            "Eine Adresse der eigenen Domain. Eine Adresse bei web.de, gmx.de oder gmail.com nehmen andere "
            "Mailserver vom Server der Website nicht an."
        ),
    )
    time_zone = models.CharField(_("Zeitzone"), max_length=40, default="Europe/Berlin", validators=[validate_time_zone])

    history = ContentHistory(has_bin=False, parts={"house.MapLine": "house", "house.MapPlace": "house"})

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
        return tel_number(self.phone)

    @property
    def mobile_link(self) -> str:
        """Return the mobile number as a `tel:` link."""
        return tel_number(self.mobile)

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
