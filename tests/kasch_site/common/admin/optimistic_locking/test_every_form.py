"""Every admin form, row and list: changes made meanwhile are preserved or need a decision."""

from datetime import date, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib import admin
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from counselling.models import Counsellor
from kasch_site.accounts.models import User
from kasch_site.common import clock
from kasch_site.documents.files import SanitisedPdf
from library.models import MediumKind
from newspaper.models import Issue
from tests.conftest import DEMO_TIME
from tests.support.browser.browser_forms import form_on
from tests.support.browser.markup import parse

ADMINS = sorted(
    (pair for pair in admin.site._registry.items() if not pair[0].__module__.startswith("tests.")),
    key=lambda pair: pair[0]._meta.label,
)
# These have no form with fields to change: lists, pages of their own, read-only records.
WITHOUT_A_FORM = {
    "accounts.Role",
    "counselling.AccessLogEntry",
    "counselling.Booking",
    "events.PrintedPlan",
    "events.Registration",
    "library.Card",
    "library.CatalogueImport",
    "library.Desk",
    "library.Hold",
    "library.Loan",
    "library.PurchaseRequest",
    "library.Stocktake",
    "messaging.Dispatch",
    "messaging.Message",
    "messaging.Subscription",
    "newspaper.ArchiveUpload",
    "newspaper.Contribution",  # a decision is a verb: `tests/newspaper/staff/test_contributions.py`
    "newspaper.HiddenTerm",
    "newspaper.RemovalRequest",
    "pages.BarrierReport",
    "visitors.SubjectAccessRecord",
    "worker.Job",
}
# Forms without a column of plain text that a colleague could have changed.
WITHOUT_TEXTS = {"counselling.Absence", "counselling.ScheduleRule", "house.OpeningHours", "inquiries.Responsibility"}
WITHOUT_TEXTS |= {"library.LendingRules"}
WITH_A_FORM = [model for model, _admin in ADMINS if model._meta.label not in WITHOUT_A_FORM]


@pytest.fixture
def demo_house(demo_house_of_module, db, time_machine):
    """Let each test begin with the demo house, at its time."""
    time_machine.move_to(DEMO_TIME)


@pytest.fixture
def staff(client, demo_house):
    client.force_login(User.objects.create_superuser("ada", password="x", first_name="Ada"))
    return client


def record_of(model):
    """Return a record to edit: an event with series and settings, or the first editable one."""
    records = model._default_manager.order_by("pk")
    if model._meta.label == "events.Event":
        return records.filter(series__isnull=False, registration_settings__isnull=False).first() or records.first()
    if model._meta.label == "house.PublicHoliday":
        return model.objects.create(name="Stadtfest", first_day=date(2027, 3, 1), last_day=date(2027, 3, 1))
    if model is User:
        return records.exclude(username="ada").last()
    if model._meta.label == "inquiries.Inquiry":
        return records.exclude(state="answered").first()
    return records.last() or made(model)


def made(model):
    """Create a record of a model without demo records."""
    days = {"first_day": "2027-03-01", "last_day": "2027-03-01"}
    values = {
        "common.OldAddress": lambda: {"path": "/alt/", "target": "/kontakt/"},
        "counselling.Absence": lambda: {
            "counsellor": Counsellor.objects.first(),
            "kind": "away",
            "starts_at": clock.local(date(2027, 2, 1)),
            "ends_at": clock.local(date(2027, 2, 3)),
        },
        "documents.Document": lambda: {"title": "Probe", "file": SanitisedPdf(b"%PDF-1.7 klein", page_count=1)},
        "library.LendingRules": lambda: {},
        "library.MediumKind": lambda: {"name": "Karte", "slug": "karte"},
        "library.Patron": lambda: {
            "name": "Frau Probe",
            "email": "probe@example.org",
            "joined_on": clock.today(),
            "active_on": clock.today(),
            "created_at": clock.now(),
            "idempotency_key": uuid4(),
        },
        "library.Subject": lambda: {"name": "Probe", "slug": "probe"},
        "library.SwapItem": lambda: {"text": "Ein Buch", "came_on": clock.today()},
        "library.Title": lambda: {
            "title": "Probe",
            "medium": MediumKind.objects.get_or_create(name="Buch", slug="buch")[0],
            "added_on": clock.today(),
        },
        "house.OtherHours": lambda: {"name": "Adventsmarkt", **days, "opens": "10:00", "closes": "20:00"},
        **_of_newspaper(),
    }[model._meta.label]()
    model.objects.create(**values)
    return model.objects.get()


def _of_newspaper():
    def issue():
        return Issue.objects.get_or_create(number=3, year=2026)[0]

    return {
        "newspaper.Article": lambda: {"issue": issue(), "title": "Probe", "page": 1},
        "newspaper.Issue": lambda: {"number": 3, "year": 2026},
        "newspaper.Page": lambda: {"issue": issue(), "number": 1, "text": "Probe"},
        "newspaper.Paper": lambda: {"name": "Probe"},
        "newspaper.SkippedNumber": lambda: {"number": 3, "year": 2025},
        **{f"newspaper.{term}": lambda: {"name": "Probe"} for term in ("Column", "Place", "Subject")},
    }


def address_of(record):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def other_value(field, value):
    """Return a value for the column that differs from the current one; None if there is none."""
    if field.choices:
        return next(key for key, _label in field.flatchoices if key not in (value, "", None))
    if isinstance(field, models.ForeignKey):
        others = field.related_model._base_manager.exclude(pk=value).values_list("pk", flat=True)
        return others.order_by("pk").first()
    for kind, change_value in OTHER_VALUES:
        if isinstance(field, kind):
            return change_value(value)
    return None


OTHER_VALUES = [
    (models.BooleanField, lambda value: not value),
    (models.DateTimeField, lambda value: value and value + timedelta(minutes=30)),
    (models.DateField, lambda value: value and value + timedelta(days=1)),
    (models.TimeField, lambda value: value and time((value.hour + 1) % 23 + 1, value.minute)),
    (models.DecimalField, lambda value: (value or Decimal(50)) + 1),
    (models.IntegerField, lambda value: (value or 0) + 1),
    (models.EmailField, lambda value: "hinterruecks@example.org"),
    (models.URLField, lambda value: "https://example.org/hinterruecks"),
    (models.SlugField, lambda value: "hinterruecks"),
    (models.FileField, lambda value: None),
    (models.CharField | models.TextField, lambda value: "Europe/Paris" if "/" in value else "Hinterrücks"),
]


def changes_to_stored_values(record, form):
    """Return pairs of a field and another value, for all columns that the form edits."""
    edited = {*form.fields, *EDITED_UNDER_OTHER_NAMES.get(record._meta.label, ())} - DERIVED.get(
        record._meta.label, set()
    )
    for field in record._meta.concrete_fields:
        if field.name in edited and not field.primary_key:
            value = truncated(field, other_value(field, getattr(record, field.attname)))
            if value is not None and value != getattr(record, field.attname):
                yield field, value


def truncated(field, value):
    """Return a text cut to what its column takes; PostgreSQL refuses longer ones."""
    return value[: field.max_length] if isinstance(value, str) and field.max_length else value


# Columns that a form edits under other names.
EDITED_UNDER_OTHER_NAMES = {
    "events.Occurrence": ("starts_at", "ends_at"),
    "counselling.Absence": ("starts_at", "ends_at"),
}
# Columns that follow from others whenever the form is saved: an event with sign-up on the website has sign-up.
DERIVED = {"events.Event": {"sign_up"}}


def change(record, field, value):
    """Change the record directly; return False if the database refuses the value."""
    try:
        with transaction.atomic():
            type(record)._base_manager.filter(pk=record.pk).update(**{field.attname: value})
    except IntegrityError:
        return False
    return True


class _Undo(Exception):
    pass


@pytest.mark.parametrize("model", WITH_A_FORM, ids=lambda model: model._meta.label)
def test_a_change_made_while_a_form_is_open_survives_its_submission(staff, model):
    record = record_of(model)
    assert record is not None
    opened = staff.get(address_of(record))
    form = opened.context_data["adminform"].form
    sent = {**form_on(opened, f"{model._meta.model_name}_form"), "_confirmed": ["yes"], "_save": ["1"]}
    survived = []
    for field, value in changes_to_stored_values(record, form):
        try:
            with transaction.atomic():
                if not change(record, field, value):
                    raise _Undo
                response = staff.post(address_of(record), sent)
                now = getattr(model._base_manager.get(pk=record.pk), field.attname)
                assert now == value, field.name
                # Values that do not go together are shown as errors; nothing is written then.
                assert response.status_code in (200, 302)
                survived.append((field.name, response.status_code))
                raise _Undo
        except _Undo:
            pass
    assert any(status == 302 for _name, status in survived), survived


def editable_texts(form):
    for name, field in form.fields.items():
        sent = form[name].value()
        if type(field).__name__ in ("CharField", "SlugField") and isinstance(sent, str) and not field.disabled:
            yield name


@pytest.mark.parametrize("model", WITH_A_FORM, ids=lambda model: model._meta.label)
def test_a_change_on_both_sides_asks_for_a_decision_with_both_texts(staff, model):
    record = record_of(model)
    opened = staff.get(address_of(record))
    form = opened.context_data["adminform"].form
    sent = {**form_on(opened, f"{model._meta.model_name}_form"), "_confirmed": ["yes"], "_save": ["1"]}
    texts = {field.name for field in model._meta.concrete_fields} & set(editable_texts(form)) - {"time_zone"}
    tested = set()
    for name in texts:
        field = model._meta.get_field(name)
        colleague = truncated(field, "hinterruecks")
        try:
            with transaction.atomic():
                if not change(record, field, colleague):
                    raise _Undo
                response = staff.post(address_of(record), {**sent, name: ["vorgefunden"]})
                assert response.status_code == 200, name
                box = parse(response).one("section", class_="conflicts")
                assert [quote.text for quote in box.all("blockquote")] == ["vorgefunden", colleague], name
                assert getattr(model._base_manager.get(pk=record.pk), name) == colleague
                tested.add(name)
                raise _Undo
        except _Undo:
            pass
    assert tested or model._meta.label in WITHOUT_TEXTS


@pytest.mark.parametrize("model", WITH_A_FORM, ids=lambda model: model._meta.label)
def test_a_form_submitted_without_edits_changes_nothing(staff, model):
    """Assert that the server's unedited form data equals that of a browser."""
    record = record_of(model)
    opened = staff.get(address_of(record))
    sent = form_on(opened, f"{model._meta.model_name}_form")
    response = staff.post(address_of(record), {**sent, "_save": ["1"], "_back_to_form": ["1"]})
    assert response.status_code == 200
    forms = [response.context_data["adminform"].form]
    for inline in response.context_data["inline_admin_formsets"]:
        forms += inline.formset.forms
    for form in forms:
        assert form.changed_data == []
        assert not getattr(form, "conflicts", [])
