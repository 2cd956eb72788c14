"""Events in the search."""

from django.utils.translation import gettext_lazy as _

from events.models import Event
from kasch_site.common.sections import SearchKind, SearchText
from kasch_site.common.text.richtext import words


class EventKind(SearchKind):
    """Events with a date to come, by title, category and description."""

    model = "events.Event"
    name = _("Veranstaltungen")
    follows = {"events.Category": "category"}

    def records(self):
        return Event.objects.select_related("category")

    def public(self):
        return Event.objects.upcoming()

    def search_text(self, event):
        return SearchText(
            title=event.title,
            url=event.get_absolute_url(),
            subjects=(event.category.name,) if event.category else (),
            summary=event.summary,
            text=f"{words(event.description)} {event.bring_along}",
        )
