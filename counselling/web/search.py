"""Topics of the counselling in the search."""

from django.utils.translation import gettext_lazy as _

from counselling.models import Topic
from kasch_site.common.sections import SearchKind, SearchText


class TopicKind(SearchKind):
    """Topics by name, by the sentences of everyday life that lead to them, and by description."""

    model = "counselling.Topic"
    name = _("Beratung")
    follows = {"counselling.Situation": "situations"}

    def records(self):
        return Topic.objects.prefetch_related("situations")

    def public(self):
        return Topic.objects.published()

    def search_text(self, topic):
        return SearchText(
            title=topic.name,
            url=topic.get_absolute_url(),
            subjects=tuple(situation.text for situation in topic.situations.all()),
            summary=topic.summary,
            text=f"{topic.description} {topic.bring_along}",
        )
