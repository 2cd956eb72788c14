"""Arguments for the routes that need some, and the records they name: one valid example each, in the demo house.

Routes with a token get a valid one, so that their pages are tested too.
"""

from datetime import timedelta
from uuid import uuid4

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType

from counselling.booking import bookings
from counselling.booking.person import Person
from counselling.booking.slots import holds
from counselling.models import Absence, AccessLogEntry, Booking, Counsellor, Offer, Slot, Topic, WaitlistEntry
from counselling.notifications.links import (
    confirm_address,
    confirm_entry_address,
    manage_address,
    offer_address,
    wait_address,
)
from counselling.web import details
from events.models import Event, Occurrence, PrintedPlan, Registration
from events.registration.notifications.messages import manage_address as registration_address
from kasch_site.common import clock
from kasch_site.common.history.recording import recording
from kasch_site.common.history.records import histories
from kasch_site.common.models import DeletedRecord, OldAddress
from kasch_site.documents.files import SanitisedPdf
from kasch_site.documents.models import Document
from kasch_site.groups.models import Group
from kasch_site.house.models import OtherHours
from kasch_site.house.web import colours
from kasch_site.messaging.models import Channel, Dispatch, Message, Subscriber, Subscription
from kasch_site.messaging.newsletters import subscriptions
from kasch_site.messaging.newsletters.messages import store_unsubscribe_tokens, unsubscribe_url
from kasch_site.pages.models import BarrierReport, Page
from kasch_site.visitors import access_tokens
from kasch_site.visitors.models import SubjectAccessRecord
from kasch_site.worker.models import Job
from tests.support.pages import library_examples, newspaper_examples
from tests.support.pages.public_pages import add_page_in_another_language


def examples() -> dict[str, list]:
    """Create the records that the demo house lacks; return arguments of routes by name."""
    _missing_records()
    library_examples.missing_records()
    newspaper_examples.missing_records()
    add_page_in_another_language()
    library, newspaper = library_examples, newspaper_examples
    return {
        **{**_public(), **_secret(), **_staff()},
        **{**library.residents(), **library.staff()},
        **{**newspaper.residents(), **newspaper.staff()},
    }


def _missing_records():
    now = clock.now()
    Document.objects.create(title="Merkblatt", file=SanitisedPdf(b"%PDF-1.7 klein", page_count=1))
    booking = Booking.objects.first()
    Absence.objects.create(
        counsellor=Counsellor.objects.first(), starts_at=now + timedelta(days=300), ends_at=now + timedelta(days=301)
    )
    AccessLogEntry.objects.create(at=now, how=AccessLogEntry.How.RECORD, booking_number=booking.pk)
    BarrierReport.objects.create(description="Die Tür ist schwer.", contact="gast@example.org")
    OldAddress.objects.create(path="/frueher/", target="/kontakt/")
    OtherHours.objects.create(
        name="Inventur", first_day=clock.today(), last_day=clock.today(), opens="10:00", closes="12:00"
    )
    SubjectAccessRecord.objects.create(kind=SubjectAccessRecord.Kind.DISCLOSED, at=now, records=1)
    Dispatch.objects.create(newsletter="events:plan", edition="2026-11", name="November 2026", begun_at=now)
    _message(booking, "reminder", Channel.MAIL, state=Message.State.FAILED, finished_at=now)
    # Messages without a valid reason: the booking is not cancelled.
    _message(booking, "cancelled", Channel.PHONE)
    _message(booking, "cancelled", Channel.POST)


def _message(booking, kind, channel, **fields):
    now = clock.now()
    Message.objects.create(
        section="counselling",
        kind=kind,
        subject=f"booking:{booking.pk}",
        idempotency_key=f"{kind} {channel}",
        channel=channel,
        wanted_at=now,
        due_at=now,
        **fields,
    )


def _topic_without_slots():
    """Return a topic with nothing free, so that its waitlist takes entries."""
    return Topic.objects.create(name="Ohne Zeiten", slug="ohne-zeiten", status=Topic.Status.PUBLISHED)


def _public():
    today = clock.today()
    group, page = Group.objects.first(), Page.objects.published()
    date = Occurrence.objects.filter(event__registration_settings__isnull=False, starts_at__gt=clock.now()).first()
    topic = Topic.objects.published().first()
    month, dated = [today.year, today.month], [date.event.slug, date.key]
    return {
        "counselling:topic": [[topic.slug]],
        "counselling:times": [[topic.slug]],
        "counselling:wait": [[topic.slug], [_topic_without_slots().slug]],
        "documents:pdf": [["merkblatt"]],
        "events:month": [month],
        "events:day": [[*month, today.day]],
        "events:plan": [month],
        "planning:changes": [month],
        "planning:sheet": [month],
        "events:event": [[date.event.slug]],
        "events:event_calendar": [[date.event.slug]],
        "events:occurrence": [dated],
        "events:date_calendar": [dated],
        "events:register": [dated],
        "groups:group": [[group.slug]],
        "house:colours": [[colours.digest()]],
        "pages:welcome": [["ar"]],
        "pages:foreign_page": [["en", "find-us"]],
        "pages:page": [[page.filter(language="de").exclude(slug="").first().slug]],
    }


def _secret():
    now, topic = clock.now(), Topic.objects.published().first()
    free = Slot.objects.for_topic(topic).filter(
        state=Slot.State.FREE, is_urgent=False, starts_at__gt=now + timedelta(days=3)
    )
    held, offered, taken = free.order_by("starts_at")[:3]
    hold, used = holds.hold(held.pk, topic), holds.hold(taken.pk, topic)
    bookings.book(used, topic, Person("Frau Gebucht", email="gebucht@example.org"), details.idempotency_key(used))
    booking, unconfirmed = Booking.objects.order_by("-slot__starts_at")[:2]
    Booking.objects.filter(pk=unconfirmed.pk).update(
        state=Booking.State.UNCONFIRMED, confirm_until=now + timedelta(hours=1)
    )
    waiting = WaitlistEntry.objects.create(
        topic=topic,
        name="Frau Warten",
        email="warten@example.org",
        created_at=now,
        ends_at=now + timedelta(days=5),
        idempotency_key=uuid4(),
    )
    offer = Offer.objects.create(slot=offered, waitlist_entry=waiting, until=now + timedelta(hours=20), made_at=now)
    Slot.objects.filter(pk=offered.pk).update(state=Slot.State.OFFERED, until=offer.until)
    manage = _token(manage_address(booking))
    registration = Registration.objects.active().filter(capacity__occurrence__starts_at__gt=now).first()
    registered = _token(registration_address(registration))
    subscription = Subscription.objects.first()
    store_unsubscribe_tokens([subscription])
    return {
        "counselling:details": [[topic.slug, hold], [topic.slug, used]],
        "counselling:my_booking": [[manage]],
        "counselling:cancel": [[manage]],
        "counselling:move": [[manage]],
        "counselling:calendar": [[manage]],
        "counselling:confirm": [[_token(confirm_address(unconfirmed))], [_token(confirm_address(booking))]],
        "counselling:confirm_entry": [[_token(confirm_entry_address(waiting))]],
        "counselling:offer": [[_token(offer_address(offer))]],
        "counselling:waitlist_entry": [[_token(wait_address(waiting))]],
        "registration:my_registration": [[registered]],
        "registration:cancel": [[registered]],
        "newsletters:confirm": [[confirmation_token(Subscriber.objects.first())]],
        "newsletters:unsubscribe": [[_token(unsubscribe_url(subscription.pk))]],
    }


def _staff():
    booking, topic = Booking.objects.first(), Topic.objects.published().first()
    free = Slot.objects.for_topic(topic).filter(state=Slot.State.FREE, starts_at__gt=clock.now()).first()
    date = Occurrence.objects.filter(event__registration_settings__isnull=False, starts_at__gt=clock.now()).first()
    plan, event = PrintedPlan.objects.first(), Event.objects.first()
    month = [plan.year, plan.month]
    return {
        **_histories(),
        "admin:handbook_chapter": [["termin"]],
        "admin:restore": [[_deleted_page().pk]],
        "admin:view_on_site": [[ContentType.objects.get_for_model(event).pk, event.pk]],
        "admin:app_list": [["events"]],
        "admin:counselling_day": [[clock.today().isoformat()]],
        "admin:counselling_week": [[clock.today().isoformat()]],
        "admin:counselling_times": [[topic.slug]],
        "admin:counselling_book": [[topic.slug, free.pk]],
        "admin:counselling_wait": [[topic.slug]],
        "admin:counselling_slip": [[booking.pk]],
        "admin:counselling_cancel": [[booking.pk]],
        "admin:counselling_move": [[booking.pk]],
        "admin:counselling_correct": [[booking.pk]],
        **{f"admin:events_occurrence_{page}": [[date.pk]] for page in ("cancel", "move")},
        "admin:events_occurrence_restore": [[Occurrence.objects.cancelled().first().pk]],
        "admin:events_event_copy": [[event.pk]],
        "admin:counselling_statistics_csv": [[clock.today().year]],
        "admin:events_event_preview": [[event.pk]],
        "admin:groups_group_preview": [[Group.objects.first().pk]],
        "admin:pages_page_preview": [[Page.objects.first().pk]],
        "admin:month_prepare": [month, [plan.year + 1, plan.month]],
        "admin:month_calendar": [month],
        "admin:month_publish": [month],
        "admin:month_print": [month],
        "admin:month_take_back": [month],
        "admin:registration_date": [[date.pk]],
        "admin:registration_sheet": [[date.pk]],
        "admin:registration_cancel": [[Registration.objects.active().first().pk]],
        "admin:registration_statistics_csv": [[clock.today().year]],
        "admin:registration_statistics_pdf": [[clock.today().year]],
        "admin:newsletters_send": [["events:plan", f"{plan.year}-{plan.month:02}"]],
        "admin:messaging_undelivered": [[Message.objects.failed().first().pk]],
        "admin:worker_jobprogress": [[Job.objects.first().pk]],
        "admin:auth_user_password_change": [[get_user_model().objects.first().pk]],
    }


def _histories():
    """Return a change of one record of each kind with a history."""
    examples = {}
    for model in histories:
        if not admin.site.is_registered(model):
            continue
        record = model._default_manager.first()
        if not record.history.exists():
            record.save()
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        examples[f"{name}_revert"] = [[record.pk, str(record.history.first().change)]]
        examples[f"{name}_erase_history"] = [[record.pk]]
    return examples


def _deleted_page():
    with recording(get_user_model().objects.filter(is_active=True).first()):
        Page.objects.create(title="Gelöscht").delete()
    return DeletedRecord.objects.get()


def confirmation_token(subscriber) -> str:
    """Return a token of the link that confirms subscriptions."""
    subject = subscriptions.subject_of(subscriber)
    until = clock.now() + timedelta(days=1)
    return access_tokens.issue(subscriptions.SECTION, subscriptions.CONFIRM, subject, until)


def _token(address):
    return address.rstrip("/").rpartition("/")[2]
