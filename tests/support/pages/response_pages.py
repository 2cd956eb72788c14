"""Pages that are only shown in response to a form or a wrong URL: one response of each, from the demo house."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import reverse

from counselling.models import Booking, Topic
from events.models import Event, Occurrence, PrintedPlan
from kasch_site.accounts.models import User
from kasch_site.common import clock
from kasch_site.house.models import Room
from kasch_site.messaging.models import Subscription
from kasch_site.messaging.newsletters.messages import store_unsubscribe_tokens, unsubscribe_url
from kasch_site.pages.models import Page
from tests.support.browser.browser_forms import form_on
from tests.support.pages.address_examples import confirmation_token


def responses(staff: Client, visitor: Client) -> Iterator:
    """Yield the responses. What the requests write is not rolled back: call it in a transaction."""
    yield from _to_wrong_addresses(staff, visitor)
    yield from _to_lists(staff)
    yield from _to_newsletters(visitor)
    yield from _to_forms(staff)
    yield _a_form_that_is_refused()
    yield visitor.post(reverse("inquiries:request_room"), {})
    yield Client(enforce_csrf_checks=True).post(reverse("pages:report_barrier"), {"description": "Die Tür ist schwer."})
    # Last, as it ends the session.
    yield staff.post(reverse("admin:logout"))


def _a_form_that_is_refused():
    """Send a form without the permission to save it."""
    editor = Client()
    editor.force_login(User.objects.create_user("berta", is_staff=True))
    typed = {"title": "Ein Fest für alle", "body": "<p>Ein Text, den jemand getippt hat.</p>", "_save": "1"}
    return editor.post(reverse("admin:pages_page_add"), typed, headers={"Origin": "http://testserver"})


def _to_wrong_addresses(staff, visitor):
    yield visitor.get("/gibt-es-nicht/")
    yield visitor.get(reverse("admin:login"))
    yield staff.get(reverse("admin:events_event_changelist"), {"q": "x" * 300})
    for route in ("counselling:my_booking", "registration:my_registration", "newsletters:confirm"):
        yield visitor.get(reverse(route, args=["gibt-es-nicht"]))
    yield visitor.get(reverse("inquiries:request_room"), {"raum": Room.objects.first().pk})


def _to_lists(staff):
    events = Event.objects.published().filter(registration_settings__isnull=False)
    yield _choose(staff, Event, "withdraw", events[:3])
    yield _choose(staff, Event, "delete_selected", Event.objects.order_by("pk")[:4])
    yield _choose(staff, Topic, "delete_selected", Topic.objects.all())
    yield _choose(staff, Occurrence, "cancel_dates", _registered_dates()[:3])
    yield _choose_changed_meanwhile(staff, Page, "withdraw", Page.objects.published()[:2])
    month = PrintedPlan.objects.first()
    Event.objects.published().update(status=Event.Status.DRAFT)
    yield staff.get(reverse("admin:month_publish", args=[month.year, month.month]))


def _choose_changed_meanwhile(staff, model, action, records):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    shown = form_on(staff.get(address), "changelist-form")
    model.objects.filter(pk__in=[record.pk for record in records]).update(title="Neuer Titel")
    return _choose(staff, model, action, records, _shown=shown["_shown"])


def _registered_dates():
    registered = Occurrence.objects.filter(capacity__registrations__isnull=False, starts_at__gt=clock.now())
    return registered.distinct().order_by("starts_at")


def _choose(staff, model, action, records, **more):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return staff.post(address, {"action": action, ACTION_CHECKBOX_NAME: [record.pk for record in records], **more})


def _to_newsletters(visitor):
    subscription = Subscription.objects.first()
    store_unsubscribe_tokens([subscription])
    yield visitor.post(urlsplit(unsubscribe_url(subscription.pk)).path)
    subscription = Subscription.objects.first()
    Subscription.objects.filter(pk=subscription.pk).update(confirmed_at=None, on_paper=False)
    yield visitor.get(reverse("newsletters:confirm", args=[confirmation_token(subscription.subscriber)]))


def _to_forms(staff):
    date = _registered_dates()[0]
    address = reverse("admin:events_occurrence_change", args=[date.pk])
    form = form_on(staff.get(address), "occurrence_form")
    yield staff.post(address, {**form, "status": "cancelled", "reason": "Der Raum ist belegt", "_save": "1"})
    page = Page.objects.exclude(slug="").filter(language="de").first()
    address = reverse("admin:pages_page_change", args=[page.pk])
    form = form_on(staff.get(address), "page_form")
    Page.objects.filter(pk=page.pk).update(title="Neuer Titel", summary="Neu " * 40)
    yield staff.post(address, {**form, "title": "Mein Titel", "summary": "Mein Satz", "_save": "1"})
    yield staff.post(address, {**form, "title": "", "_save": "1"})
    page.delete()
    yield staff.post(address, {**form, "title": "Mein Titel", "_save": "1"})
    booking = Booking.objects.filter(state=Booking.State.BOOKED, slot__starts_at__gt=clock.now()).first()
    address = reverse("admin:counselling_cancel", args=[booking.pk])
    yield staff.post(address, {**form_on(staff.get(address)), "shown": "anders", "state": "anders"})
