"""Writes the events of the demo house."""

from events.models import Category, Event
from kasch_site.groups.models import Group
from kasch_site.house.models import Language, Room

from . import dates
from .offers import CATEGORIES, OFFERS


def write(today, pictures):
    """Make the events with all their dates; `pictures` are the records by the names used here."""
    for order, (slug, name) in enumerate(CATEGORIES):
        Category.objects.create(slug=slug, name=name, order=order)
    categories = {category.slug: category for category in Category.objects.all()}
    groups = {group.slug: group for group in Group.objects.all()}
    rooms = {room.name: room for room in Room.objects.all()}
    languages = {language.code: language for language in Language.objects.all()}
    made = {}
    for offer in OFFERS:
        event = made[offer.slug] = _event(offer)
        event.category = categories[offer.category]
        event.group = groups[offer.group] if offer.group else None
        event.room = rooms[offer.room] if offer.room else None
        event.picture = pictures[offer.picture] if offer.picture else None
        event.save()
        event.languages.set(languages[code] for code in offer.languages)
    dates.write(today, {made[offer.slug]: offer.when for offer in OFFERS})


def _event(offer):
    return Event(
        slug=offer.slug,
        title=offer.title,
        summary=offer.summary,
        description=offer.text,
        place=offer.place,
        cost=offer.cost,
        cost_note=offer.cost_note,
        sign_up=Event.SignUp.REQUIRED if offer.sign_up_note else Event.SignUp.NONE,
        sign_up_note=offer.sign_up_note,
        is_step_free=offer.is_step_free,
        bring_along=offer.bring_along,
        children_welcome=offer.children_welcome,
        status=Event.Status.DRAFT if offer.is_draft else Event.Status.PUBLISHED,
    )
