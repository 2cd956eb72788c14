"""Write the paper of a house: its facts, its issues as typeset files, their pages and articles."""

from hashlib import sha256
from pathlib import Path

from django.core.files.base import ContentFile

from kasch_site.common.media.locked import LockedStorage
from kasch_site.common.search import indexing
from kasch_site.common.search.queries import search_kinds
from newspaper.intake.documents import Document
from newspaper.intake.errors import PageFailed
from newspaper.models import Article, Column, Issue, Page, Paper, Place, Subject
from newspaper.models.pages import image_name, image_widths

from ..reading.folder import HouseFolder
from . import scanning
from .broken_page import with_broken_page
from .paper import IssueTexts, PaperTexts, read_paper
from .typesetting import typeset

_MAX_SUMMARY = 250


def write(folder: HouseFolder, today) -> None:
    """Write the paper as of this day, if the house has one."""
    paper = read_paper(folder, today)
    if paper is not None:
        _Writer(paper).write()


class _Writer:
    """Writes a paper with few statements."""

    def __init__(self, paper: PaperTexts):
        self.paper = paper
        pages = [page for issue in paper.issues for page in issue.pages]
        articles = [article for page in pages for article in page.articles if article.is_signed]
        self.subjects = _terms(Subject, {name for article in articles for name in article.subjects})
        self.places = _terms(Place, {name for article in articles for name in article.places})
        used = {article.column for article in articles}
        columns = ((name, slug) for name, slug in paper.shared_parts.columns.items() if name in used)
        self.columns = {
            name: Column.objects.create(name=name, slug=slug, order=order) for order, (name, slug) in enumerate(columns)
        }

    def write(self):
        head, paper = self.paper.head, self.paper
        Paper(
            name=head.name,
            subtitle=head.subtitle,
            issues_per_year=paper.issues_per_year,
            frequency=paper.frequency,
            publisher=head.author,
            responsible=paper.responsible,
            next_deadline=paper.next_deadline,
        ).save()
        for issue in paper.issues:
            self._write_issue(issue)
        for kind in search_kinds():
            if kind.model in (Page._meta.label, Article._meta.label):
                indexing.index(kind, list(kind.records().values_list("pk", flat=True)))

    def _write_issue(self, texts: IssueTexts):
        appears = texts.appearance
        file = printed(self.paper, texts)
        issue = Issue(
            number=appears.number,
            year=appears.year,
            published_on=appears.day,
            theme=texts.theme,
            rights=self.paper.rights,
            status=Issue.Status.PUBLISHED,
            file_name=f"{self.paper.head.name.lower()}-{appears.year}-{appears.number}.pdf",
            file_sha256=sha256(file).hexdigest(),
            page_count=len(texts.pages),
            public_size=len(file),
            is_tagged=not texts.as_scan,
            has_text_layer=not texts.as_scan,
            intake=Issue.Intake.READY,
        )
        for field in (issue.original, issue.public_pdf):
            field.save(issue.file_name, ContentFile(file), save=False)
        issue.save()
        self._write_pages(issue)
        self._write_articles(issue, texts)

    def _write_pages(self, issue):
        with Document(Path(issue.public_pdf.path)) as document:
            pages = [_page(issue, number, document) for number in range(1, issue.page_count + 1)]
        Page.objects.bulk_create(pages)

    def _write_articles(self, issue, texts):
        chosen = [
            (number, order, article)
            for number, page in enumerate(texts.pages, 1)
            for order, article in enumerate(page.articles)
            if article.is_signed
        ]
        articles = Article.objects.bulk_create(
            Article(
                issue=issue,
                title=article.title,
                page=number,
                order=order,
                author=article.author,
                column=self.columns.get(article.column),
                summary=article.lead if len(article.lead) <= _MAX_SUMMARY else "",
                text=article.body,
            )
            for number, order, article in chosen
        )
        pairs = [(saved, article) for saved, (_page, _order, article) in zip(articles, chosen, strict=True)]
        Article.subjects.through.objects.bulk_create(
            Article.subjects.through(article=saved, subject=self.subjects[name])
            for saved, article in pairs
            for name in article.subjects
        )
        Article.places.through.objects.bulk_create(
            Article.places.through(article=saved, place=self.places[name])
            for saved, article in pairs
            for name in article.places
        )


def printed(paper: PaperTexts, texts: IssueTexts) -> bytes:
    """Return the file of an issue as the printer or the scanner made it."""
    file = typeset(paper.head, texts.appearance, texts.pages)
    if texts.broken_page:
        file = with_broken_page(file, texts.broken_page)
    return scanning.scanned(file) if texts.as_scan else file


def _page(issue, number, document):
    """Return a page that is not saved yet, as it is read from the file; store its images."""
    page = Page(issue=issue, number=number)
    try:
        text, images = document.text(number), page_images(document, number)
    except PageFailed as error:
        page.state, page.error = Page.State.FAILED, str(error)
        return page
    page.state, page.text, page.words = Page.State.READY, text.text, text.as_lists()
    page.text_source = Page.TextSource.PDF if text.text else Page.TextSource.NONE
    for width, image in images.items():
        LockedStorage().save(image_name(page.image_key, width), ContentFile(image))
    return page


def page_images(document: Document, number: int) -> dict[int, bytes]:
    """Return the images of a page in all widths. Raise `PageFailed`."""
    return document.images(number, image_widths(number))


def _terms(model, names):
    """Create the terms with these names; return them by name."""
    terms = {}
    for name in sorted(names):
        terms[name] = model(name=name)
        terms[name].save()
    return terms
