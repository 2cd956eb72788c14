"""Groups, projects and partner institutions of the quarter."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms.mailbox_field import DeliverableEmailField
from kasch_site.common.history.records import ContentHistory
from kasch_site.common.media.picture_field import PictureField
from kasch_site.common.models import Addressed, Publishable, PublishableQuerySet, optional_slug
from kasch_site.common.text.german_order import GermanOrder
from kasch_site.common.text.phone import tel_number
from kasch_site.common.text.richtext import RichTextField
from kasch_site.common.text.slugs import free_slug
from kasch_site.house.validators import validate_phone


class GroupQuerySet(PublishableQuerySet):
    def projects(self):
        """Return published projects."""
        return self.published().filter(kind=Group.Kind.PROJECT)

    def due_for_confirmation(self, before):
        """Filter published groups whose details have not been confirmed since that day."""
        return self.published().filter(models.Q(confirmed_on=None) | models.Q(confirmed_on__lt=before))


class Group(Addressed, Publishable):
    """A group, a project or a partner institution."""

    class Kind(models.TextChoices):
        GROUP = "group", _("Gruppe")
        PROJECT = "project", _("Projekt")
        PARTNER = "partner", _("Partner im Stadtteil")

    name = models.CharField(_("Name"), max_length=120)
    slug = optional_slug(
        help_text=_("Leer lassen: wird aus dem Namen gemacht. Eine alte Adresse führt weiter hierher.")
    )
    kind = models.CharField(_("Art"), max_length=10, choices=Kind.choices, default=Kind.GROUP)
    summary = models.CharField(_("Was ist das? In einem Satz"), max_length=200)
    description = RichTextField(_("Mehr dazu"), blank=True)
    for_whom = models.CharField(_("Für wen?"), max_length=200, blank=True)
    when = models.CharField(
        _("Wann? In Worten"), max_length=120, blank=True, help_text=_("Zum Beispiel: dienstags 9:30 Uhr")
    )
    contact = models.CharField(_("Ansprechperson"), max_length=120, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True, validators=[validate_phone])
    email = DeliverableEmailField(_("E-Mail"), blank=True)
    website = models.URLField(_("Website"), blank=True)
    place = models.CharField(_("Ort, wenn nicht im Haus"), max_length=160, blank=True)
    picture = PictureField()
    languages = models.ManyToManyField("house.Language", verbose_name=_("Sprachen"), blank=True, related_name="+")
    confirmed_on = models.DateField(
        _("zuletzt bestätigt am"), null=True, blank=True, help_text=_("Wann hat die Gruppe diese Angaben bestätigt?")
    )

    objects = GroupQuerySet.as_manager()
    history = ContentHistory(m2m_fields=["languages"])

    class Meta:
        verbose_name = _("Gruppe")
        verbose_name_plural = _("Gruppen")
        ordering = [GermanOrder("name")]
        constraints = [*Publishable.Meta.constraints]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if not self.slug:
            others = Group.objects.exclude(pk=self.pk)
            self.slug = free_slug(self.name, "gruppe", lambda slug: others.filter(slug=slug).exists())
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("groups:group", args=[self.slug])

    @property
    def phone_link(self):
        """Return the phone number for a `tel:` link."""
        return tel_number(self.phone)
