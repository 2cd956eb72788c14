"""Each issue as a newsletter: its contents, and links to read it."""

from datetime import datetime, timedelta

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common.sections import Edition, EditionText, Newsletter
from kasch_site.house import stationery
from newspaper.models import Issue, Paper

# The number of newest issues that can be sent.
SENDABLE = 2
# Days after its appearance in which staff are reminded to send the newest issue.
REMINDED_FOR = timedelta(days=30)


class IssueByMail(Newsletter):
    """The newspaper as a newsletter: an edition for each published issue, with the permanent `edition_key` of the
    issue.
    """

    key = "newspaper:issue"
    permission = "newspaper.change_issue"
    summary = gettext_lazy(
        "Wenn eine neue Ausgabe erscheint, kommt eine E-Mail: was darin steht, und wo Sie sie lesen können."
    )

    @property
    def name(self) -> str:
        """Return the name of the newsletter, with that of the paper."""
        return _("Die Zeitung %(name)s") % {"name": paper} if (paper := Paper.current().name) else _("Die Zeitung")

    def editions(self, now: datetime) -> list[Edition]:
        """Return the newest published issues, oldest first; the newest is due in the weeks after its appearance."""
        newest = list(Issue.objects.published(now).exclude(edition_key="").newest()[:SENDABLE])
        since = timezone.localdate(now) - REMINDED_FOR
        return [
            Edition(
                issue.edition_key,
                _("Die Ausgabe %(number)s") % {"number": issue.short_name},
                issue.get_absolute_url(),
                is_due=issue == newest[0] and issue.published_on is not None and issue.published_on >= since,
            )
            for issue in reversed(newest)
        ]

    def edition_text(self, key: str) -> EditionText | None:
        """Render the contents of the issue with this key; return None if the issue is not public (any more)."""
        issue = Issue.objects.published().filter(edition_key=key).first() if key else None
        if issue is None:
            return None
        paper = Paper.current().name or _("Zeitung")
        context = {
            "paper": paper,
            "issue": issue,
            "articles": list(issue.articles.published().in_order()),
            "url": stationery.absolute_url(issue.get_absolute_url()),
        }
        text = render_to_string("emails/newspaper/issue.txt", context).strip()
        return EditionText(subject=f"{paper} {issue.short_name}", text=text)

    def render_message(self, template, context, **fields):
        """Render a message of the newsletter with the house's stationery."""
        return stationery.render_message(template, context, **fields)
