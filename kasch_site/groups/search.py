"""Groups in the search."""

from django.utils.translation import gettext_lazy as _

from kasch_site.common.sections import SearchKind, SearchText
from kasch_site.common.text.richtext import words

from .models import Group


class GroupKind(SearchKind):
    """Groups, projects and partners by name and description; the person to contact is not searched for."""

    model = "groups.Group"
    name = _("Gruppen")

    def records(self):
        return Group.objects.all()

    def public(self):
        return Group.objects.published()

    def search_text(self, group):
        return SearchText(
            title=group.name,
            url=group.get_absolute_url(),
            summary=group.summary,
            text=f"{group.for_whom} {words(group.description)}",
        )
