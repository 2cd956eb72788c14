"""The notice board on the start page."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.caching.versions import per_version
from kasch_site.common.history.records import ContentHistory


class NoticeQuerySet(models.QuerySet):
    def visible_on(self, day=None):
        """Return notices shown on that day (default: today), important ones first."""
        day = day or clock.today()
        return self.filter(from_day__lte=day, until_day__gte=day).order_by("-is_important", "-from_day", "pk")


def notices_of_today() -> list["Notice"]:
    """Return the notices of `visible_on` today, cached until a notice changes."""
    by_day, today = _notices_by_day(), clock.today()
    if today not in by_day:
        by_day[today] = list(Notice.objects.visible_on(today))
    return by_day[today]


@per_version("home")
def _notices_by_day() -> dict[date, list["Notice"]]:
    """Return the cache of `notices_of_today` by day, empty for each new version."""
    return {}


class Notice(models.Model):
    """A notice, shown from its first to its last day."""

    title = models.CharField(_("Überschrift"), max_length=80)
    text = models.TextField(_("Text"), max_length=600)
    link = models.CharField(_("Link"), max_length=300, blank=True, help_text=_("Zum Beispiel /kontakt/ oder https://…"))
    is_important = models.BooleanField(
        _("wichtig"), default=False, help_text=_("Steht oben und auf dem Bildschirm im Foyer.")
    )
    from_day = models.DateField(_("hängt ab"), default=clock.today)
    until_day = models.DateField(
        _("hängt bis"), help_text=_("Der letzte Tag. Danach verschwindet der Aushang von selbst.")
    )

    objects = NoticeQuerySet.as_manager()
    history = ContentHistory()

    class Meta:
        verbose_name = _("Aushang")
        verbose_name_plural = _("Aushänge")
        ordering = ["-until_day"]
        constraints = [models.CheckConstraint(condition=Q(until_day__gte=F("from_day")), name="notice_order")]

    def __str__(self):
        return self.title
