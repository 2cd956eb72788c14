"""The map to the house: lines and places, in metres from the entrance."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory

from .house import House

# Metres from the entrance; a map that one can walk.
MAX_DISTANCE = 2000
MAX_POINTS = 20
_POINT = re.compile(r"[ \t]*([+-]?[0-9]{1,4})[ \t]+([+-]?[0-9]{1,4})[ \t]*")
POINTS_HELP = _("Meter nach Osten und nach Norden, vom Eingang aus, zum Beispiel: -200 0; 0 0; 180 40")


def parse_points(text: str) -> list[tuple[int, int]]:
    """Return the points of "-200 0; 0 0": metres to the east and to the north. Raise `ValidationError`."""
    parts = text.replace("\N{MINUS SIGN}", "-").split(";")
    if not 2 <= len(parts) <= MAX_POINTS:
        raise ValidationError(_("Eine Linie hat 2 bis 20 Punkte, mit Semikolon getrennt."))
    matches = [_POINT.fullmatch(part) for part in parts]
    if not all(matches):
        raise ValidationError(_("Schreiben Sie je Punkt zwei ganze Zahlen: -200 0; 0 0; 180 40"))
    points = [(int(match[1]), int(match[2])) for match in matches]
    if max(abs(number) for point in points for number in point) > MAX_DISTANCE:
        raise ValidationError(_("Höchstens 2000 Meter vom Haus: Weiter geht hier niemand zu Fuß."))
    return points


def validate_points(text: str):
    """Raise `ValidationError` if these are no points of a line."""
    parse_points(text)


class MapLine(models.Model):
    """A street, a way or water on the map."""

    class Kind(models.TextChoices):
        MAIN = "main", _("große Straße")
        STREET = "street", _("Straße")
        STEP_FREE = "step_free", _("Weg ohne Stufen zum Eingang")
        WATER = "water", _("Wasser")

    house = models.ForeignKey(House, on_delete=models.CASCADE, default=1, editable=False, related_name="map_lines")
    kind = models.CharField(_("Was ist das?"), max_length=10, choices=Kind.choices, default=Kind.STREET)
    name = models.CharField(
        _("Name"), max_length=160, blank=True, help_text=_("Beim Weg ohne Stufen: von wo bis wo, in Worten.")
    )
    points = models.CharField(_("Verlauf"), max_length=250, validators=[validate_points], help_text=POINTS_HELP)

    history = ContentHistory(has_bin=False)

    class Meta:
        verbose_name = _("Straße oder Weg auf der Karte")
        verbose_name_plural = _("Karte: Straßen und Wege")
        ordering = ["pk"]

    def __str__(self):
        return self.name or str(self.get_kind_display())


class MapPlace(models.Model):
    """A stop or a landmark on the map."""

    class Kind(models.TextChoices):
        STOP = "stop", _("Haltestelle")
        PARK = "park", _("Park oder Wald")
        WATER = "water", _("Teich oder See")
        DISTRICT = "district", _("Stadtteil, nur der Name")

    house = models.ForeignKey(House, on_delete=models.CASCADE, default=1, editable=False, related_name="map_places")
    kind = models.CharField(_("Was ist das?"), max_length=10, choices=Kind.choices, default=Kind.STOP)
    name = models.CharField(_("Name"), max_length=60)
    lines = models.CharField(
        _("Linien"), max_length=80, blank=True, help_text=_("Bei Haltestellen. Zum Beispiel: Tram 1, Bus 20")
    )
    minutes = models.PositiveSmallIntegerField(_("Minuten zu Fuß"), null=True, blank=True)
    east = models.SmallIntegerField(_("Meter nach Osten"), help_text=_("Vom Eingang aus; nach Westen mit Minus."))
    north = models.SmallIntegerField(_("Meter nach Norden"), help_text=_("Nach Süden mit Minus."))

    history = ContentHistory(has_bin=False)

    class Meta:
        verbose_name = _("Ort auf der Karte")
        verbose_name_plural = _("Karte: Haltestellen und Orte")
        ordering = [models.F("minutes").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(east__range=(-MAX_DISTANCE, MAX_DISTANCE), north__range=(-MAX_DISTANCE, MAX_DISTANCE)),
                name="map_place_within_walking_distance",
                violation_error_message=_("Höchstens 2000 Meter vom Haus: Weiter geht hier niemand zu Fuß."),
            ),
            models.CheckConstraint(
                condition=Q(kind="stop") | Q(lines=""),
                name="map_only_stops_have_lines",
                violation_error_message=_("Linien hat nur eine Haltestelle."),
            ),
        ]

    def __str__(self):
        return self.name
