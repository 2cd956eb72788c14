"""A person without an account, as the base of bookings, registrations, waitlist entries and inquiries."""

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms.mailbox_field import DeliverableEmailField
from kasch_site.common.text.email_address import MAX_EMAIL_LENGTH, canonical_email
from kasch_site.house.validators import validate_phone
from kasch_site.visitors import reference_codes
from kasch_site.visitors.contact import MAX_NUMBER_LENGTH, canonical_forms, canonical_phone


class VisitorQuerySet(models.QuerySet):
    """Queries by contact."""

    def of_contact(self, contact: str):
        """Return the rows of persons with one of the mail addresses or phone numbers in this text, in any spelling."""
        return self.of_keys(canonical_forms(contact))

    def of_keys(self, keys):
        """Return the rows of persons with one of these canonical contacts."""
        return self.filter(Q(email_key__in=keys) | Q(phone_key__in=keys))


def one_contact(name: str) -> models.CheckConstraint:
    """Return a constraint: a mail address or a phone number, not both."""
    return models.CheckConstraint(
        condition=Q(email="") & ~Q(phone="") | ~Q(email="") & Q(phone=""),
        name=name,
        violation_error_message=_("Bitte E-Mail oder Telefon, eines von beiden."),
    )


def any_contact(name: str, unless: Q | None = None) -> models.CheckConstraint:
    """Return a constraint: a mail address, a phone number, or both; none is needed where `unless` holds."""
    reachable = ~Q(email="") | ~Q(phone="")
    return models.CheckConstraint(
        condition=reachable if unless is None else reachable | unless,
        name=name,
        violation_error_message=_("Bitte E-Mail oder Telefon, eines von beiden genügt."),
    )


def only_in_state(state: str, field: str, name: str) -> models.CheckConstraint:
    """Return a constraint: a moment that is set in this state, and in no other."""
    return models.CheckConstraint(
        condition=Q(state=state, **{f"{field}__isnull": False}) | ~Q(state=state) & Q(**{field: None}), name=name
    )


class Visitor(models.Model):
    """A name and one or two ways to reach a person.

    `email` and `phone` are what the person typed, for display and for reaching them. `email_key` and `phone_key` are
    the canonical forms: rows are compared, limited, found and erased by these.
    """

    name = models.CharField(_("Name"), max_length=80)
    email = DeliverableEmailField(_("E-Mail"), blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True, validators=[validate_phone])
    email_key = models.CharField(max_length=MAX_EMAIL_LENGTH, blank=True, db_index=True, editable=False)
    phone_key = models.CharField(max_length=MAX_NUMBER_LENGTH, blank=True, db_index=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=(Q(email="", email_key="") | ~Q(email="") & ~Q(email_key=""))
                & (Q(phone="", phone_key="") | ~Q(phone="") & ~Q(phone_key="")),
                name="%(class)s_has_contact_keys",
                violation_error_message=_("Bitte prüfen Sie die E-Mail-Adresse und die Telefonnummer."),
            )
        ]

    def save(self, *args, update_fields=None, **kwargs):
        """Save the row with the canonical forms of its contact."""
        if update_fields is None:
            self.set_keys()
        elif {"email", "phone"} & set(update_fields):
            self.set_keys()
            update_fields = {*update_fields, "email_key", "phone_key"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def full_clean(self, *args, **kwargs):
        """Validate the row together with the canonical forms of its contact."""
        self.set_keys()
        super().full_clean(*args, **kwargs)

    def set_keys(self):
        """Derive the canonical forms from what was typed; `save` does it, bulk operations have to."""
        self.email_key = canonical_email(self.email) if self.email else ""
        self.phone_key = canonical_phone(self.phone) if self.phone else ""

    @property
    def contact(self) -> str:
        """Return how the person can be reached: the mail address, the phone number, or both."""
        return ", ".join(filter(None, [self.email, self.phone]))

    @property
    def keys(self) -> list[str]:
        """Return the canonical forms of the contact."""
        return [key for key in (self.email_key, self.phone_key) if key]


class VisitorRequestQuerySet(VisitorQuerySet):
    """Queries by the form that a request was sent with."""

    def sent_with(self, idempotency_key):
        """Return the request that was sent with this form, or None."""
        return self.filter(idempotency_key=idempotency_key).first()


class VisitorRequest(Visitor):
    """A request of a person, made with one form; the same form sent again is the same request."""

    created_at = models.DateTimeField(_("seit"), editable=False)
    idempotency_key = models.UUIDField(unique=True, editable=False)

    class Meta(Visitor.Meta):
        abstract = True

    def insert_once(self) -> tuple["VisitorRequest", bool]:
        """Insert the row, or find the one that was sent with the same form; return it, and whether it is new.

        Raise `IntegrityError` if another constraint refuses the row.
        """
        try:
            with transaction.atomic():
                self.save(force_insert=True)
        except IntegrityError:
            existing = type(self).objects.sent_with(self.idempotency_key)
            if existing is None:
                raise
            return existing, False
        return self, True


class CodedRequest(VisitorRequest):
    """A request that is found again by its reference code and the first letters of the name (`look_up`)."""

    code = models.CharField(_("Code"), max_length=8, unique=True, default=reference_codes.new_code, editable=False)
    # The time when the person last chose or heard the details: they need no reminder right after that.
    informed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(VisitorRequest.Meta):
        abstract = True

    def __str__(self):
        return self.spelled_code

    @property
    def spelled_code(self) -> str:
        """Return the code for reading: "K7PX-42MN"."""
        return reference_codes.spelled(self.code)

    @property
    def spelled_out_code(self) -> str:
        """Return the code with spaces between its characters, as a screen reader should read it."""
        return " ".join(self.code)
