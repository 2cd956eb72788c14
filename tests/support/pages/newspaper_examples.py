"""Records of the newspaper that the demo house lacks, and arguments of its routes."""

from uuid import uuid4

from django.core.files.base import ContentFile
from django.urls import reverse

from kasch_site.common import clock
from newspaper.contributions.notifications import MANAGE
from newspaper.contributions.submissions import Draft
from newspaper.editing import reports
from newspaper.models import (
    ArchiveFile,
    ArchiveUpload,
    Article,
    Column,
    Contribution,
    Issue,
    Paper,
    Place,
    SkippedNumber,
    Subject,
)
from newspaper.models.removal import RemovalRequest
from newspaper.redaction.hiding import Hiding, hide
from newspaper.removal.notifications import MANAGE as REMOVAL
from newspaper.removal.requests import create
from tests.newspaper.contributions.samples import PHOTO_CONSENTS, photo, submit
from tests.newspaper.factories import make_article, make_issue

YEAR, NUMBER = 2019, 3
TEXTS = ("Ein Fest auf dem Platz\n\nDie Linde am Schulberg ist hundert Jahre alt.", "Der Schulweg wird sicherer.")


def missing_records() -> None:
    """Create an issue with two pages, an article and a PDF, and one record of all else, unless they are there."""
    if Issue.objects.filter(year=YEAR, number=NUMBER).exists():
        return
    Paper.objects.get_or_create(pk=1, defaults={"name": "Blatt"})
    issue = make_issue(NUMBER, YEAR, texts=TEXTS, images=True)
    issue.public_pdf.save("3.pdf", ContentFile(b"%PDF-1.7 klein"))
    SkippedNumber.objects.create(year=YEAR, number=NUMBER + 1)
    column = Column.objects.create(name="Aus der Schule")
    upload = ArchiveUpload.objects.create(name="archiv.zip", state=ArchiveUpload.State.READY)
    for position in range(2):
        state = ArchiveFile.State.PROPOSED
        ArchiveFile.objects.create(upload=upload, position=position, name=f"{position}.pdf", state=state)
    article = make_article(issue, column=column, text=TEXTS[0], summary="Gefeiert wird im Mai.")
    article.subjects.add(Subject.objects.create(name="Schulweg"))
    hide([Hiding("name", "asked", "Ada Verborgen", issue)])
    create("Ada Verborgen", "Seite 3", uuid4(), name="Ada Verborgen", email="ada.verborgen@example.org")
    article.places.add(Place.objects.create(name="Am Schulberg"))
    reports.report(issue.pages.get(number=2), "Statt Schulweg steht da Schnlweg.", uuid4())
    submit(Draft("photo", text="Das Fest am Park.", consents=PHOTO_CONSENTS, photos=[photo()]))


def residents() -> dict[str, list]:
    """Return arguments of the public routes."""
    issue, article = Issue.objects.get(year=YEAR, number=NUMBER), [Article.objects.latest("pk").pk]
    numbers, page = [YEAR, NUMBER], issue.pages.get(number=1)
    own = MANAGE.url_for(Contribution.objects.open().latest("pk")).rstrip("/").rpartition("/")[2]
    removal = REMOVAL.url_for(RemovalRequest.objects.latest("pk")).rstrip("/").rpartition("/")[2]
    return {
        "newspaper:my_removal": [[removal]],
        "newspaper:my_contribution": [[own]],
        "newspaper:withdraw_contribution": [[own]],
        "newspaper:withdraw_consent": [[own, "internet"]],
        "newspaper:year": [[YEAR]],
        "newspaper:issue": [numbers],
        "newspaper:large_issue": [numbers],
        "newspaper:pdf": [numbers],
        "newspaper:page": [[*numbers, 1], [*numbers, 2]],
        "newspaper:report_mistake": [[*numbers, 2]],
        "newspaper:mistake_reported": [[*numbers, 2]],
        "newspaper:image": [[page.image_key, 160]],
        "newspaper:article": [article],
        "newspaper:large_article": [article],
        "newspaper:column": [["aus-der-schule"]],
        "newspaper:subject": [["schulweg"]],
        "newspaper:place": [["am-schulberg"]],
    }


def staff() -> dict[str, list]:
    """Return arguments of the routes of the administration."""
    today = clock.today()
    month = [today.year, today.month]
    issue = Issue.objects.get(year=YEAR, number=NUMBER).pk
    return {
        "admin:newspaper_issue_preview": [[issue]],
        "admin:newspaper_issue_pages": [[issue]],
        "admin:newspaper_month_text": [month],
        "admin:newspaper_month_text_file": [month],
        "admin:newspaper_contribution_photo": [[Contribution.objects.latest("pk").pk, 1]],
    }


def paths() -> list[str]:
    """Return the public pages that are not in the sitemap."""
    if not Issue.objects.filter(year=YEAR, number=NUMBER).exists():
        return [reverse("newspaper:search")]
    own = residents()
    names = (
        "year",
        "large_issue",
        "page",
        "report_mistake",
        "mistake_reported",
        "large_article",
        "column",
        "subject",
        "place",
    )
    forms = ("letter", "contribute_article", "photo", "old_issue", "look_up", "removal", "removal_look_up")
    return [
        *(reverse(f"newspaper:{name}") for name in ("search", *forms)),
        *(reverse(f"newspaper:{name}", args=own[f"newspaper:{name}"][0]) for name in names),
    ]
