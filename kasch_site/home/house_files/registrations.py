"""Write which events take registrations, who has registered, and who gets the plan of the month by mail."""

from uuid import uuid4

from django.core.validators import validate_email

from events.models import Event, Occurrence, RegistrationSettings
from events.registration.refusals import RegistrationRefused
from events.registration.registrant import Registrant
from events.registration.registrations import register
from kasch_site.messaging.newsletters import subscriptions
from kasch_site.messaging.newsletters.catalogue import newsletters


def write(folder):
    """Let the events take registrations, and register the samples for the next date of each."""
    with folder.open("registrations") as file:
        for row in file.records("registration_settings"):
            event = row.one("event", {event.slug: event for event in Event.objects.all()})
            numbers = {key: row.number(key) for key in ("largest_party", "closes_hours_before") if row.has(key)}
            settings = RegistrationSettings(event=event, places=row.number("places", None), **numbers)
            settings.rule = row.choice("rule", RegistrationSettings.Rule, settings.rule)
            row.save(settings)
            for registrant in row.records("registered"):
                _register(registrant, event)


def _register(row, event):
    occurrence = Occurrence.objects.filter(event=event).planned().upcoming().order_by("starts_at").first()
    if occurrence is None:
        raise row.error("", f"the event {event.slug} has no date to come. Give it one in events.toml.")
    person = Registrant(row.text("name"), row.number("people", 1, 1), row.text("email", ""), row.text("phone", ""))
    with row.errors_at("", RegistrationRefused):
        register(occurrence, person, uuid4(), by_staff=True)


def write_subscribers(folder):
    """Subscribe addresses to the plan of the month."""
    offered = newsletters()[:1]
    with folder.open("subscribers") as file:
        for address in file.texts("on_paper", []):
            with file.errors_at("on_paper"):
                validate_email(address)
            subscriptions.add_on_paper(address, offered)
        for address in file.texts("not_confirmed", []):
            with file.errors_at("not_confirmed"):
                validate_email(address)
            subscriptions.request_subscriptions(address, offered, uuid4())
