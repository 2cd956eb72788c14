"""Contributions of residents to the paper, with their consents and photos."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.media.locked import LockedStorage
from kasch_site.visitors.models import CodedRequest, VisitorRequestQuerySet, one_contact

from .issues import FIRST_YEAR, LAST_YEAR
from .paper import MAX_ISSUES_PER_YEAR

MAX_TITLE_LENGTH = 120
MAX_TEXT_LENGTH = 40_000  # characters; the limits in words are facts of the paper
MAX_REASON_LENGTH = 600
MAX_PHOTOS = 3
PHOTO_FOLDER = "zeitung/beitraege"


class ContributionQuerySet(VisitorRequestQuerySet):
    """Queries for contributions by state."""

    def new(self):
        """Filter undecided contributions."""
        return self.filter(state=Contribution.State.RECEIVED)

    def open(self):
        """Filter contributions that may still be printed."""
        return self.filter(state__in=Contribution.OPEN_STATES)

    def accepted(self):
        """Filter contributions that are to be printed."""
        return self.filter(state=Contribution.State.ACCEPTED)

    def to_settle(self):
        """Filter printed contributions with a consent that was withdrawn later and that staff have not settled."""
        withdrawn = Consent.objects.filter(withdrawn_at__isnull=False, settled_at=None)
        return self.filter(state=Contribution.State.DONE, pk__in=withdrawn.values("contribution"))


class Contribution(CodedRequest):
    """A contribution of a resident: a letter, an article, photos, or the offer of an old issue."""

    class Kind(models.TextChoices):
        LETTER = "letter", _("Leserbrief")
        ARTICLE = "article", _("Artikel")
        PHOTO = "photo", _("Foto")
        OLD_ISSUE = "old_issue", _("alte Ausgabe")

    class State(models.TextChoices):
        RECEIVED = "received", _("eingegangen")
        ACCEPTED = "accepted", _("angenommen")
        DONE = "done", _("gedruckt")  # of an old issue: the house has got it
        DECLINED = "declined", _("abgelehnt")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    OPEN_STATES = ("received", "accepted")
    _STATES_OF_OLD_ISSUES = {
        State.ACCEPTED: _("wir nehmen sie gern"),
        State.DONE: _("bei uns angekommen"),
        State.DECLINED: _("nicht mehr nötig"),
    }

    kind = models.CharField(_("Art"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("Stand"), max_length=10, choices=State.choices, default=State.RECEIVED)
    title = models.CharField(_("Überschrift"), max_length=MAX_TITLE_LENGTH, blank=True)
    text = models.TextField(_("Text"), max_length=MAX_TEXT_LENGTH, blank=True)
    guardian = models.CharField(_("Wer für das Kind zustimmt"), max_length=160, blank=True)
    # Of a text or a photo the issue it is accepted for; of an old issue the one that somebody has.
    issue_number = models.PositiveSmallIntegerField(_("Ausgabe, Nummer"), null=True, blank=True)
    issue_year = models.PositiveSmallIntegerField(_("Ausgabe, Jahr"), null=True, blank=True)
    reason = models.TextField(_("Begründung"), max_length=MAX_REASON_LENGTH, blank=True)
    closed_at = models.DateTimeField(_("erledigt"), null=True, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Beitrag")
        verbose_name_plural = _("Beiträge")
        ordering = ["-created_at", "-pk"]
        constraints = [
            *CodedRequest.Meta.constraints,
            one_contact("contribution_one_contact"),
            models.CheckConstraint(
                condition=Q(kind__in=["letter", "article", "photo", "old_issue"]), name="contribution_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "accepted"], closed_at=None)
                | Q(state__in=["done", "declined", "withdrawn"], closed_at__isnull=False),
                name="contribution_closed_if_it_says_so",
            ),
            models.CheckConstraint(
                condition=Q(issue_number=None, issue_year=None)
                | Q(
                    issue_number__isnull=False,
                    issue_year__isnull=False,
                    issue_number__gte=1,
                    issue_number__lte=MAX_ISSUES_PER_YEAR,
                    issue_year__gte=FIRST_YEAR,
                    issue_year__lte=LAST_YEAR,
                ),
                name="contribution_issue_plausible",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "done"]) | Q(kind="old_issue") | Q(issue_number__isnull=False),
                name="contribution_accepted_for_an_issue",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="contribution_declined_why"),
            models.CheckConstraint(condition=Q(kind="old_issue") | ~Q(text=""), name="contribution_has_text"),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="contribution_to_do")]

    def get_state_display(self) -> str:
        """Return the state as text; an old issue has labels of its own."""
        words = self._STATES_OF_OLD_ISSUES if self.is_old_issue else {}
        return str(words.get(self.state) or self.State(self.state).label)

    @property
    def is_open(self) -> bool:
        """Return whether the contribution can still be printed, or the old issue still be brought."""
        return self.state in self.OPEN_STATES

    @property
    def is_old_issue(self) -> bool:
        """Return whether this is the offer of an old issue."""
        return self.kind == self.Kind.OLD_ISSUE

    @property
    def issue_name(self) -> str:
        """Return number and year of the issue: "2/2027"; "" without one."""
        return f"{self.issue_number}/{self.issue_year}" if self.issue_number else ""


class Consent(models.Model):
    """A consent as it was given: the text that was shown, and the time. It can be withdrawn at any time."""

    class Key(models.TextChoices):
        PRINT_NAME = "print_name", _("Druck mit Namen")
        PRINT_INITIALS = "print_initials", _("Druck mit Anfangsbuchstaben")
        INTERNET = "internet", _("Im Internet")
        PEOPLE = "people", _("Menschen auf dem Foto")
        RIGHTS = "rights", _("Rechte am Foto")
        GUARDIAN = "guardian", _("Zustimmung der Eltern")

    contribution = models.ForeignKey(
        Contribution, verbose_name=_("Beitrag"), on_delete=models.CASCADE, related_name="consents"
    )
    key = models.CharField(_("Wozu"), max_length=16, choices=Key.choices)
    words = models.TextField(_("Wortlaut"), max_length=600)
    given_at = models.DateTimeField(_("gegeben"), default=clock.now)
    withdrawn_at = models.DateTimeField(_("zurückgenommen"), null=True, blank=True)
    settled_at = models.DateTimeField(_("danach erledigt"), null=True, blank=True)

    class Meta:
        verbose_name = _("Einwilligung")
        verbose_name_plural = _("Einwilligungen")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "key"], name="consent_given_once"),
            models.UniqueConstraint(
                fields=["contribution"],
                condition=Q(key__in=["print_name", "print_initials"]),
                name="consent_to_one_byline",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="consent_has_words"),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(withdrawn_at__isnull=False), name="consent_settled_after_withdrawal"
            ),
        ]

    def __str__(self):
        return str(self.get_key_display())

    @property
    def is_valid(self) -> bool:
        """Return whether it has not been withdrawn."""
        return self.withdrawn_at is None


class ContributionFile(models.Model):
    """A photo, re-encoded without location, camera and time.

    Its file is in the locked folder; `newspaper.contributions.photo_files` stores it and deletes it with the row.
    """

    contribution = models.ForeignKey(
        Contribution, verbose_name=_("Beitrag"), on_delete=models.CASCADE, related_name="files"
    )
    position = models.PositiveSmallIntegerField(_("Reihenfolge"))
    file = models.FileField(storage=LockedStorage(), upload_to=PHOTO_FOLDER, max_length=200)
    content_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField(_("Breite"))
    height = models.PositiveIntegerField(_("Höhe"))
    size = models.PositiveIntegerField(_("Größe, Bytes"))

    class Meta:
        verbose_name = _("Foto zu einem Beitrag")
        verbose_name_plural = _("Fotos zu Beiträgen")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "position"], name="contribution_file_position"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MAX_PHOTOS), name="contribution_few_files"
            ),
            models.CheckConstraint(condition=~Q(file=""), name="contribution_file_has_a_file"),
            models.CheckConstraint(
                condition=Q(content_type__in=["image/jpeg", "image/png"]), name="contribution_file_is_a_picture"
            ),
        ]

    def __str__(self):
        return f"{self.contribution}, {self.position}"

    @property
    def file_name(self) -> str:
        """Return a file name for downloads without personal data: "beitrag-K7PX42MN-1.jpg"."""
        extension = "jpg" if self.content_type == "image/jpeg" else "png"
        return f"beitrag-{self.contribution.code}-{self.position}.{extension}"
