"""The stamp rises with every visible change, however it is made."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from simple_history.models import HistoricalChanges

from kasch_site.common.caching import versions
from kasch_site.common.sections import sections
from kasch_site.home.models import Notice

# Models that no public page shows: persons and their messages, and what only staff see.
UNWATCHED = {
    "example_section.Repair",
    "common.DeletedRecord",
    "visitors.AccessToken",
    "common.RateLimitCount",
    "visitors.SubjectAccessRecord",
    "inquiries.Inquiry",
    "inquiries.InquiryCount",
    "worker.Job",
    "messaging.Delivery",
    "messaging.Dispatch",
    "messaging.Subscriber",
    "messaging.Subscription",
    "messaging.ConsentText",
    "events.AcceptedConflict",
    "events.UndoStep",
    "messaging.Message",
    "pages.BarrierReport",
    "events.HeadCount",
    "events.Registration",
    # Persons, actions on them, and counts; whether a slot is taken is stored in the slot.
    "counselling.Booking",
    "counselling.Offer",
    "counselling.AccessLogEntry",
    "counselling.ConsultationCount",
    "counselling.WaitlistEntry",
    # Files that are no issue yet.
    "newspaper.ArchiveUpload",
    "newspaper.ArchiveFile",
    "newspaper.HiddenTerm",  # the pages and articles that it changes are watched
    "newspaper.IssueIdentity",
    "newspaper.LockedOriginal",
    "newspaper.RemovalRequest",
    "newspaper.TextReport",
    # Patrons, the work at the desk, rules that no page repeats, and numbers.
    "library.Patron",
    "library.Card",
    "library.PurchaseRequest",
    "library.Desk",
    "library.DeskLine",
    "library.LendingRules",
    "library.NumberRange",
    "library.NumberSequence",
    "library.ActivePatronCount",
    "library.CatalogueImport",
    "library.ImportFile",
    "library.ImportRow",
    "library.Stocktake",
    "library.StocktakeScan",
    "library.StocktakeFinding",
    "library.LoanCount",
    "newspaper.Consent",
    "newspaper.Contribution",
    "newspaper.ContributionFile",
}


def notice(**fields):
    return Notice.objects.create(title="Test", text="Text", until_day="2030-01-01", **fields)


def test_a_saved_record_raises_the_stamp(db):
    before = versions.read_stamp()
    notice()
    assert versions.read_stamp() > before


def test_a_bulk_update_raises_the_stamp(db):
    notice()
    before = versions.read_stamp()
    Notice.objects.update(title="Neu")
    assert versions.read_stamp() > before


def test_raw_sql_raises_the_stamp(db):
    notice()
    before = versions.read_stamp()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM home_notice")
    assert versions.read_stamp() > before


def test_a_many_to_many_link_raises_the_stamp(db):
    from events.models import Event
    from kasch_site.house.models import Language

    event = Event.objects.create(title="Lesung", slug="lesung")
    language = Language.objects.create(code="en", name="Englisch")
    before = versions.read_stamp()
    event.languages.add(language)
    assert versions.read_stamp() > before


def test_a_log_in_does_not_raise_the_stamp(db, client, django_user_model):
    user = django_user_model.objects.create_user("x", password="x")
    before = versions.read_stamp()
    client.force_login(user)
    assert versions.read_stamp() == before


def test_some_models_raise_the_stamp_only_for_displayed_columns(db):
    from events.models import Event, Occurrence, OccurrenceCapacity

    start = timezone.now()
    event = Event.objects.create(title="Lesung", slug="lesung")
    date = Occurrence.objects.create(event=event, key="x", starts_at=start, ends_at=start + timedelta(hours=1))
    capacity = OccurrenceCapacity.objects.create(occurrence=date, places=9)
    before = versions.read_stamp()
    OccurrenceCapacity.objects.update(held=8, announced_sequence=3)
    assert versions.read_stamp() == before
    for change in ({"held": 9}, {"places": 10}):
        OccurrenceCapacity.objects.update(**change)
        assert versions.read_stamp() != before
        before = versions.read_stamp()
    capacity.delete()
    assert versions.read_stamp() != before


def test_a_cached_value_is_invalid_after_the_next_change(db):
    calls = []
    count = versions.per_version("home")(lambda: calls.append(1) or len(calls))
    assert [count(), count()] == [1, 1]
    notice()
    assert count() == 2


def test_a_value_cached_in_a_transaction_is_invalid_after_a_rollback(db):
    """Otherwise the next change would have the same number, and the cache would hold rolled back data."""
    titles = versions.per_version("home")(lambda: list(Notice.objects.values_list("title", flat=True)))
    with transaction.atomic():
        notice()
        assert titles() == ["Test"]
        transaction.set_rollback(True)
    Notice.objects.create(title="Neu", text="Text", until_day="2030-01-01")
    assert titles() == ["Neu"]


def test_a_rolled_back_stamp_is_not_reused(db):
    seen = set()
    for _attempt in range(20):
        with transaction.atomic():
            notice()
            seen.add(versions.read_stamp())
            transaction.set_rollback(True)
    assert len(seen) == 20


def test_the_stamp_counter_cannot_overflow(db):
    """The counter has 64 bits: enough for a change every second for a century."""
    before = dict(versions.read_stamp())["home"]
    for _change in range(100):
        Notice.objects.create(title="Test", text="Text", until_day="2030-01-01")
    mean = (dict(versions.read_stamp())["home"] - before) / 100
    assert mean * 100 * 365 * 24 * 60 * 60 < 2**63


def test_a_value_of_one_section_survives_changes_of_others(db):
    calls = []
    count = versions.per_version("events")(lambda: calls.append(1) or len(calls))
    assert [count(), notice() and count()] == [1, 1]


def test_a_pinned_stamp_is_not_queried_again(db, django_assert_num_queries):
    with versions.pinned((("home", 7),)), django_assert_num_queries(0):
        assert versions.stamp() == (("home", 7),)


@pytest.mark.parametrize("section", sections(), ids=lambda section: section.key)
def test_columns_are_watched_of_watched_models_only(section):
    """`watched_columns` narrows `watches`: a model that is missing there would not be watched at all."""
    assert set(section.watched_columns) <= set(section.watches)


@pytest.mark.parametrize("section", sections(), ids=lambda section: section.key)
def test_every_model_of_a_section_is_watched_or_excluded_explicitly(section):
    app_label = type(section).__module__.split(".")[-2]
    concrete = {
        model._meta.label
        for model in apps.get_app_config(app_label).get_models()
        # No public page shows the history.
        if not model._meta.proxy and not issubclass(model, HistoricalChanges)
    }
    watched = {apps.get_model(label)._meta.label for installed in sections() for label in installed.watches}
    assert concrete - watched <= UNWATCHED
