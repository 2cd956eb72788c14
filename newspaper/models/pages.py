"""Pages of an issue: their text with the box of each word, and their images."""

import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.history.records import ContentHistory

from .issues import Issue

# Widths of the images of a page in pixels, the first for the row of pages; and those of covers, the first pages.
IMAGE_WIDTHS = (160, 480, 960, 1600)
COVER_WIDTHS = (160, 320)
# Boxes of words are in this unit: parts of the width and height of the page.
BOX_UNITS = 10_000
KEY_LENGTH = 32
MAX_PAGES = 200


def new_image_key() -> str:
    """Return a random key for the URLs of the images of a page."""
    return secrets.token_hex(KEY_LENGTH // 2)


def image_widths(number: int) -> tuple[int, ...]:
    """Return the widths in pixels of the images of a page, by its number, smallest first."""
    return tuple(sorted({*IMAGE_WIDTHS, *COVER_WIDTHS})) if number == 1 else IMAGE_WIDTHS


def image_folder(key: str) -> str:
    """Return the folder of the images with this key in the locked storage."""
    return f"zeitung/seiten/{key[:2]}/{key}"


def image_name(key: str, width: int) -> str:
    """Return the path of one image of a page in the locked storage."""
    return f"{image_folder(key)}/{width}.webp"


class PageQuerySet(models.QuerySet):
    """Queries for pages."""

    def published(self):
        """Filter pages that residents may read: of a published issue, and not hidden."""
        return self.filter(issue__in=Issue.objects.published(), hidden_at=None)

    def in_order(self):
        """Order pages by number."""
        return self.order_by("issue", "number")

    def for_lists(self):
        """Load pages without text and words, which are large."""
        return self.defer("text", "words")


class Page(models.Model):
    """A page of an issue.

    `text` is what is read: paragraphs are separated by an empty line, words hyphenated at the end of a line are
    joined. `words` has a list [start, length, x, y, width, height] for each box of a word: its place in `text`, and on
    the page in ten-thousandths of its width and height. A hyphenated word has two boxes with the same start.
    `image_key` is part of the addresses of its images; when something is hidden, the page gets a new one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        READY = "ready", _("fertig")
        FAILED = "failed", _("nicht gelungen")

    class TextSource(models.TextChoices):
        NONE = "", _("kein Text")
        PDF = "pdf", _("aus der Datei")
        OCR = "ocr", _("vom Bild gelesen")
        TYPED = "typed", _("getippt")

    issue = models.ForeignKey(Issue, verbose_name=_("Ausgabe"), on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField(_("Seite"))
    width = models.FloatField(default=595.276, editable=False)
    height = models.FloatField(default=841.89, editable=False)
    state = models.CharField(_("Zustand"), max_length=10, choices=State.choices, default=State.WAITING, editable=False)
    error = models.CharField(max_length=300, blank=True, editable=False)
    text = models.TextField(_("Text"), blank=True, max_length=200_000)
    words = models.JSONField(default=list, blank=True, editable=False)
    text_source = models.CharField(
        _("Woher der Text ist"),
        max_length=10,
        choices=TextSource.choices,
        blank=True,
        default=TextSource.NONE,
        editable=False,
    )
    confidence = models.FloatField(_("Sicherheit der Texterkennung"), null=True, blank=True, editable=False)
    image_key = models.CharField(max_length=KEY_LENGTH, default=new_image_key, unique=True, editable=False)
    hidden_at = models.DateTimeField(_("ausgeblendet"), null=True, blank=True, editable=False)
    # The text in the file, to be compared with that of a new file; see `intake.corrected`.
    read_digest = models.CharField(max_length=64, blank=True, editable=False)
    # Staff have corrected its text, and then the file of the issue was replaced.
    is_to_compare = models.BooleanField(default=False, editable=False)
    # Something on it was hidden, and its images are not made again yet: residents see none.
    is_being_redacted = models.BooleanField(default=False, editable=False)

    objects = PageQuerySet.as_manager()
    history = ContentHistory(
        excluded_fields=[
            *("width", "height", "state", "error", "words", "confidence", "image_key", "is_being_redacted"),
            *("read_digest", "is_to_compare"),
        ],
        has_bin=False,
    )

    class Meta:
        verbose_name = _("Seite einer Ausgabe")
        verbose_name_plural = _("Seiten einer Ausgabe")
        ordering = ["issue", "number"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "number"], name="page_once_in_issue"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=MAX_PAGES), name="page_number_plausible"),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="page_has_a_size"),
            models.CheckConstraint(condition=Q(hidden_at=None) | Q(text=""), name="hidden_page_has_no_text"),
        ]

    def __str__(self):
        return gettext("%(issue)s, Seite %(number)d") % {"issue": self.issue, "number": self.number}

    def get_absolute_url(self):
        return reverse("newspaper:page", args=[self.issue.year, self.issue.number, self.number])

    @property
    def is_corrected(self) -> bool:
        """Return whether staff have typed or corrected its text."""
        return self.text_source == self.TextSource.TYPED

    @property
    def is_hidden(self) -> bool:
        """Return whether staff have hidden the whole page."""
        return self.hidden_at is not None


class WithdrawnImage(models.Model):
    """The key of images that are not public any more: their URLs return 410."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True)
    withdrawn_at = models.DateTimeField(default=clock.now)

    def __str__(self):
        return self.key
