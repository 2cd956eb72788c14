"""Contact people and funders."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms.mailbox_field import DeliverableEmailField
from kasch_site.common.history.records import ContentHistory
from kasch_site.common.media.picture_field import PictureField
from kasch_site.common.text.german_order import GermanOrder
from kasch_site.common.text.phone import tel_number
from kasch_site.house.validators import validate_phone


class ContactPerson(models.Model):
    """A contact person for residents, with their topics."""

    name = models.CharField(_("Name"), max_length=80)
    role = models.CharField(_("Aufgabe"), max_length=80, blank=True)
    tasks = models.TextField(_("Womit man zu ihr oder ihm kommen kann"), blank=True)
    picture = PictureField()
    phone = models.CharField(_("Telefon"), max_length=40, blank=True, validators=[validate_phone])
    email = DeliverableEmailField(_("E-Mail"), blank=True)
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
        return tel_number(self.phone)

    @property
    def task_lines(self) -> list[str]:
        """Return the topics, one per line."""
        return [line.strip() for line in self.tasks.splitlines() if line.strip()]


class Funder(models.Model):
    """A funder, and the acknowledgement it requires."""

    name = models.CharField(_("Name"), max_length=120)
    text = models.TextField(
        _("Förderhinweis"),
        max_length=300,
        blank=True,
        help_text=_("Wortlaut aus dem Bescheid, auch über mehrere Zeilen."),
    )
    url = models.URLField(_("Website"), blank=True)
    logo = PictureField(
        verbose_name=_("Logo"), help_text=_("Nur wenn der Bescheid es verlangt. Steht auch auf dem gedruckten Plan.")
    )
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    history = ContentHistory()

    class Meta:
        verbose_name = _("Förderer")
        verbose_name_plural = _("Förderer")
        ordering = ["order", GermanOrder("name")]

    def __str__(self):
        return self.name
