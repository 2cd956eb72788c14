"""Issues for the tests, with text and words on their pages and tiny images."""

import io
from itertools import count

from django.core.files.base import ContentFile
from PIL import Image

from kasch_site.common.media.locked import LockedStorage
from newspaper.models import Article, Issue, Page
from newspaper.models.pages import BOX_UNITS, image_name, image_widths

LINE, COLUMN = 60, 40  # letters


def make_issue(number=3, year=2026, *, texts=("Erste Seite.", "Zweite Seite."), images=False, **fields) -> Issue:
    """Create a published issue with a page for each text."""
    fields = {"status": Issue.Status.PUBLISHED, "published_on": f"{year}-01-15", **fields}
    issue = Issue.objects.create(number=number, year=year, page_count=len(texts), **fields)
    issue.refresh_from_db()
    for page_number, text in enumerate(texts, 1):
        page = make_page(issue, page_number, text)
        if images:
            make_images(page)
    return issue


def make_page(issue, number, text, **fields) -> Page:
    """Create a page that has been read, with a box for each of its words."""
    text = "" if fields.get("hidden_at") else text
    fields = {"state": Page.State.READY, "text_source": Page.TextSource.PDF if text else "", **fields}
    return Page.objects.create(issue=issue, number=number, text=text, words=boxes_of(text), **fields)


def make_article(issue, title="Ein Fest auf dem Platz", page=1, **fields) -> Article:
    """Create an article of an issue."""
    return Article.objects.create(issue=issue, title=title, page=page, **fields)


def boxes_of(text: str) -> list[list[int]]:
    """Return a box for each word, in lines of about `LINE` letters: [start, length, x, y, width, height]."""
    boxes, start = [], 0
    places = ((500 + column * 130, 500 + row * 200) for row in count() for column in range(0, LINE, 12))
    for word in text.split():
        start = text.index(word, start)
        x, y = next(places)
        boxes.append([start, len(word), x, min(y, BOX_UNITS - 200), min(100 * len(word), 1400), 150])
        start += len(word)
    return boxes


def make_images(page) -> None:
    """Store tiny images of a page in all widths."""
    for width in image_widths(page.number):
        buffer = io.BytesIO()
        Image.new("RGB", (8, 11), "#ddd").save(buffer, "WEBP")
        LockedStorage().save(image_name(page.image_key, width), ContentFile(buffer.getvalue()))
