"""Models and abstract models shared by all sections."""

from datetime import UTC, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from . import clock
from .history.deleted import DeletedRecord  # noqa: F401 - a model of this app
from .history.records import ContentHistory
from .media import images, renditions
from .media.usage import records_using
from .search.models import SearchDocument, SearchWord, SearchWordDeletion  # noqa: F401 - models of this app
from .text.richtext import picture_markup


class ContentVersion(models.Model):
    """A number per section that increases with every visible change; see `versions`."""

    section = models.CharField(max_length=40, primary_key=True)
    number = models.BigIntegerField(default=1)

    def __str__(self):
        return f"{self.section}: {self.number}"


class OldAddress(models.Model):
    """A former URL path and the record it redirects to."""

    path = models.CharField(_("alte Adresse"), max_length=300, unique=True)
    target = models.CharField(_("neue Adresse"), max_length=300)

    class Meta:
        verbose_name = _("alte Adresse")
        verbose_name_plural = _("alte Adressen")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(condition=~Q(path=models.F("target")), name="old_address_leads_elsewhere")
        ]

    def __str__(self):
        return self.path


class Singleton(models.Model):
    """A record of which there is one, with the primary key 1; a check constraint of the model guarantees it."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)

    @classmethod
    def current(cls):
        """Return the record; an unsaved one with the defaults if staff have saved none."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Addressed(models.Model):
    """A record with a URL of its own; when the URL changes, the old one redirects to the new one."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        old = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        super().save(*args, **kwargs)
        new_path = self.get_absolute_url()
        # A path in use must not redirect elsewhere.
        OldAddress.objects.filter(path=new_path).delete()
        if old is not None and old.get_absolute_url() != new_path:
            OldAddress.objects.filter(target=old.get_absolute_url()).update(target=new_path)
            OldAddress.objects.update_or_create(path=old.get_absolute_url(), defaults={"target": new_path})


class PublishableQuerySet(models.QuerySet):
    """Queries for published records and drafts."""

    def published(self, now=None):
        """Return records that residents may see at this moment."""
        now = now or clock.now()
        return self.filter(status=Publishable.Status.PUBLISHED).filter(Q(publish_at=None) | Q(publish_at__lte=now))

    def released(self):
        """Return records published by staff, including those with a future publication time."""
        return self.exclude(status=Publishable.Status.DRAFT)

    def drafts(self):
        """Return unpublished records."""
        return self.filter(status=Publishable.Status.DRAFT)

    def publish(self) -> int:
        """Publish these, those with a publication time of their own from then on; return how many were drafts."""
        return self.drafts()._set_status(Publishable.Status.PUBLISHED)

    def withdraw(self) -> int:
        """Turn these into drafts; return how many were not drafts before."""
        return self.released()._set_status(Publishable.Status.DRAFT)

    @transaction.atomic
    def _set_status(self, status) -> int:
        """Save each record, for its history; return their number."""
        records = list(self.order_by("pk"))
        for record in records:
            record.status = status
            record.save(update_fields=["status"])
        return len(records)


# `clock.is_plausible` for the database, which does not know the local time zone: a day wider at both ends.
_PLAUSIBLE_RANGE = (
    datetime.combine(clock.FIRST_DAY - timedelta(days=1), time.min, UTC),
    datetime.combine(clock.LAST_DAY + timedelta(days=2), time.min, UTC),
)


class Publishable(models.Model):
    """A record that staff prepare as a draft and publish, at once or at a given time.

    A model with its own Meta must repeat the constraint: `constraints = [*Publishable.Meta.constraints, …]`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Entwurf")
        PUBLISHED = "published", _("veröffentlicht")

    status = models.CharField(
        _("Zustand"),
        max_length=10,
        choices=Status.choices,
        default=Status.DRAFT,
        help_text=_("Einen Entwurf sehen nur Sie und Ihr Team."),
    )
    publish_at = models.DateTimeField(
        _("erst sichtbar ab"), null=True, blank=True, help_text=_("Leer lassen: sofort sichtbar.")
    )

    class Meta:
        abstract = True
        constraints = [
            # Years beyond the range of datetime would make the row unreadable.
            models.CheckConstraint(
                condition=Q(publish_at=None) | Q(publish_at__range=_PLAUSIBLE_RANGE),
                name="%(app_label)s_%(class)s_publish_at_in_our_time",
            )
        ]

    def clean(self):
        super().clean()
        if self.publish_at and not clock.is_plausible(self.publish_at):
            raise ValidationError({"publish_at": _("Bitte wählen Sie ein Jahr zwischen 2000 und 2100.")})

    def is_published(self, now=None):
        """Return whether residents may see it at this moment."""
        return is_public(self.status, self.publish_at, now or clock.now())


def is_public(status: str, publish_at: datetime | None, now: datetime) -> bool:
    """Return whether a record with these values is visible to residents."""
    return status == Publishable.Status.PUBLISHED.value and (publish_at is None or publish_at <= now)


def validate_word_slug(value):
    """Refuse a slug of digits only: it would look like a year in a URL."""
    if value.isdigit():
        raise ValidationError(_("Die Adresse darf nicht nur aus Ziffern bestehen."))


def optional_slug(*validators, unique: bool = True, help_text=None) -> models.SlugField:
    """Return the field for the last part of a record's URL; a record without one makes it when it is saved."""
    from_title = _("Leer lassen: wird aus dem Titel gemacht. Eine alte Adresse führt weiter hierher.")
    return models.SlugField(
        _("Adresse"),
        max_length=60,
        unique=unique,
        blank=True,
        validators=[validate_word_slug, *validators],
        help_text=help_text or from_title,
    )


class PictureQuerySet(models.QuerySet):
    """Queries for pictures."""

    def without_rights(self):
        """Return pictures of which nobody has noted why the house may show them."""
        return self.filter(rights="")

    def without_alt(self):
        """Return non-decorative pictures without a description."""
        return self.filter(alt="", is_decorative=False)

    def delete(self):
        """Delete the pictures and, after the commit, their files."""
        storage = self.model._meta.get_field("file").storage
        names = [name for picture in self for name in picture.file_names()]
        deleted = super().delete()
        transaction.on_commit(lambda: renditions.delete_files(storage, names))
        return deleted

    delete.alters_data = True
    delete.queryset_only = True


class Picture(models.Model):
    """A picture of the collection, validated and reduced on upload; see `images`."""

    class Focus(models.TextChoices):
        """The part of the picture that remains when it is cropped; the class `focus-…` in static/css/base.css."""

        CENTER = "center", _("die Mitte")
        TOP = "top", _("oben")
        BOTTOM = "bottom", _("unten")
        LEFT = "left", _("links")
        RIGHT = "right", _("rechts")
        TOP_LEFT = "top-left", _("oben links")
        TOP_RIGHT = "top-right", _("oben rechts")
        BOTTOM_LEFT = "bottom-left", _("unten links")
        BOTTOM_RIGHT = "bottom-right", _("unten rechts")

    title = models.CharField(_("Name"), max_length=120, help_text=_("Nur für Sie, zum Wiederfinden."))
    file = models.ImageField(_("Bild"), upload_to="bilder/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    alt = models.CharField(
        _("Bildbeschreibung"),
        max_length=250,
        blank=True,
        help_text=_("Was ist zu sehen? Ein Satz für Menschen, die das Bild nicht sehen."),
    )
    is_decorative = models.BooleanField(
        _("nur Schmuck"), default=False, help_text=_("Das Bild sagt nichts, was nicht im Text steht.")
    )
    focus = models.CharField(
        _("Was muss zu sehen bleiben?"),
        max_length=12,
        choices=Focus.choices,
        default=Focus.CENTER,
        help_text=_("Auf Karten wird das Bild beschnitten. Dieser Teil bleibt."),
    )
    credit = models.CharField(
        _("Urheberin oder Urheber"), max_length=120, blank=True, help_text=_("Steht unter dem Bild.")
    )
    rights = models.CharField(
        _("Warum wir es zeigen dürfen"),
        max_length=200,
        blank=True,
        help_text=_("Nur für Sie. Zum Beispiel: selbst fotografiert, alle Abgebildeten haben unterschrieben."),
    )
    uploaded_at = models.DateTimeField(_("hochgeladen"), auto_now_add=True)

    objects = PictureQuerySet.as_manager()
    # The file is not part of the history, and a deleted picture is gone at once: it may show a person.
    history = ContentHistory(excluded_fields=["file", "width", "height"], has_bin=False)

    class Meta:
        verbose_name = _("Bild")
        verbose_name_plural = _("Bilder")
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        """Process a new file (ValidationError if it is not an image) and delete replaced files after the commit."""
        is_new_file = bool(self.file) and not self.file._committed
        old = Picture.objects.filter(pk=self.pk).first() if is_new_file and self.pk else None
        if is_new_file and not isinstance(self.file.file, images.CleanImage):
            self.file = images.clean_upload(self.file.file)
        super().save(*args, **kwargs)
        if is_new_file:
            renditions.make_renditions(self.file.storage, self.file.name)
        if old is not None:
            transaction.on_commit(lambda: renditions.delete_files(self.file.storage, old.file_names()))

    def delete(self, *args, **kwargs):
        storage, names = self.file.storage, self.file_names()
        deleted = super().delete(*args, **kwargs)
        transaction.on_commit(lambda: renditions.delete_files(storage, names))
        return deleted

    def used_by(self) -> list[models.Model]:
        """Return the records of all sections that show it, as their picture or in a text."""
        return records_using(self, picture_markup(self.pk))

    def file_names(self) -> list[str]:
        """Return the paths of its file and of its renditions."""
        return renditions.file_names(self.file.name, self.width)

    def renditions(self) -> list[tuple[int, str]]:
        """Return widths and URLs of its WebP renditions, smallest first."""
        return [
            (width, self.file.storage.url(renditions.rendition_name(self.file.name, width)))
            for width in renditions.rendition_widths(self.width)
        ]


class RateLimitCount(models.Model):
    """The number of tries of one fingerprint in one window."""

    fingerprint = models.CharField(max_length=64)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fingerprint", "since"], name="tries_counted_once")]

    def __str__(self):
        return f"{self.since}: {self.count}"


class FormSubmission(models.Model):
    """A saved form of staff, by the idempotency key in the form: sent again, it makes no second record.

    `content` is a digest of what was typed, `rows` those of new rows below the record.
    """

    key = models.UUIDField(unique=True)
    model = models.CharField(max_length=100)
    object_id = models.CharField(max_length=64)
    content = models.CharField(max_length=40)
    rows = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self):
        return f"{self.model} {self.object_id}"


class KeptUpload(models.Model):
    """A file that was chosen in a form that is not saved yet; kept for a day, see `forms.kept_files`."""

    fingerprint = models.CharField(max_length=64, unique=True)  # of the token in the form
    owner = models.CharField(max_length=40, db_index=True)  # the key of the account, or of the public form
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    def __str__(self):
        return f"{self.created_at}: {self.fingerprint[:8]}"
