"""Issues and articles as https://schema.org/PublicationIssue and https://schema.org/NewsArticle."""

from kasch_site.common.export.jsonld import organizer, without_empty
from kasch_site.common.export.publisher import Publisher
from kasch_site.common.text.plaintext import one_line, printable
from newspaper.models import Article, Issue


def issue(shown: Issue, name: str, publisher: Publisher) -> dict:
    """Return an issue of the paper of this name; unknown facts are left out."""
    return without_empty(
        {
            "@context": "https://schema.org",
            **_issue(shown, publisher),
            "isPartOf": {"@type": "Periodical", "name": one_line(name)},
            "about": one_line(shown.theme),
            "isAccessibleForFree": True,
            "publisher": organizer(publisher),
        }
    )


def article(shown: Article, publisher: Publisher) -> dict:
    """Return an article; unknown facts are left out."""
    terms = [*shown.subjects.all(), *shown.places.all()]
    return without_empty(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": one_line(shown.title),
            "url": publisher.absolute(shown.get_absolute_url()),
            "description": printable(shown.summary),
            "author": [{"@type": "Person", "name": one_line(name)} for name in shown.author_names],
            "articleSection": shown.column and one_line(shown.column.name),
            "keywords": [one_line(term.name) for term in terms],
            "pageStart": str(shown.page),
            "datePublished": _day(shown.issue),
            "isPartOf": without_empty(_issue(shown.issue, publisher)),
            "isAccessibleForFree": True,
            "publisher": organizer(publisher),
        }
    )


def _issue(shown, publisher):
    return {
        "@type": "PublicationIssue",
        "issueNumber": shown.short_name,
        "url": publisher.absolute(shown.get_absolute_url()),
        "datePublished": _day(shown),
    }


def _day(shown):
    return shown.published_on.isoformat() if shown.published_on else str(shown.year)
