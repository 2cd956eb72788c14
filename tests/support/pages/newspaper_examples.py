"""Records of the newspaper that the demo house lacks, and arguments of its routes."""

from kasch_site.common import clock
from newspaper.models import Article, Column, Issue, Paper, Place, SkippedNumber, Subject
from tests.newspaper.stock import make_article, make_issue

YEAR, NUMBER = 2019, 3


def missing_records():
    """Create an issue with two pages and an article, and one record of all else."""
    Paper.objects.get_or_create(pk=1, defaults={"name": "Blatt"})
    issue = make_issue(NUMBER, YEAR, images=True)
    SkippedNumber.objects.create(year=YEAR, number=NUMBER + 1)
    article = make_article(issue, column=Column.objects.create(name="Aus der Schule"))
    article.subjects.add(Subject.objects.create(name="Schulweg"))
    article.places.add(Place.objects.create(name="Am Schulberg"))


def residents() -> dict[str, list]:
    """Return arguments of the public routes."""
    issue = [YEAR, NUMBER]
    return {
        "newspaper:issue": [issue],
        "newspaper:page": [[*issue, 1], [*issue, 2]],
        "newspaper:article": [[Article.objects.latest("pk").pk]],
        "newspaper:column": [["aus-der-schule"]],
        "newspaper:subject": [["schulweg"]],
        "newspaper:place": [["am-schulberg"]],
    }


def staff() -> dict[str, list]:
    """Return arguments of the routes of the administration."""
    today = clock.today()
    month = [today.year, today.month]
    return {
        "admin:newspaper_issue_preview": [[Issue.objects.get(year=YEAR, number=NUMBER).pk]],
        "admin:newspaper_month_text": [month],
        "admin:newspaper_month_text_file": [month],
    }
