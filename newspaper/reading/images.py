"""URLs of the images of pages, in suitable widths."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from newspaper.models import Issue, Page
from newspaper.models.pages import COVER_WIDTHS, IMAGE_WIDTHS

THUMBNAIL, USUAL = IMAGE_WIDTHS[0], IMAGE_WIDTHS[2]


@dataclass(frozen=True, slots=True)
class PageImage:
    """The images of a page for `<img>`: `src` and `srcset`, and the size of the usual one."""

    src: str
    srcset: str
    largest: str
    width: int
    height: int


def image_url(key: str, width: int) -> str:
    """Return the URL of an image of a page."""
    return reverse("newspaper:image", args=[key, width])


def image_of(page: Page) -> PageImage | None:
    """Return the images of a page; None if it has none."""
    return _image(page, IMAGE_WIDTHS[1:], USUAL) if has_image(page) else None


def thumbnail_of(page: Page) -> PageImage | None:
    """Return the small image of a page; None if it has none."""
    return _image(page, (THUMBNAIL,), THUMBNAIL) if has_image(page) else None


def covers_of(issues: Iterable[Issue]) -> dict[int, PageImage]:
    """Return the covers of issues by the key of the issue, in one query; those without an image are missing."""
    first = Page.objects.filter(issue__in=[issue.pk for issue in issues], number=1).for_lists()
    return {page.issue_id: _image(page, COVER_WIDTHS, COVER_WIDTHS[0]) for page in first if has_image(page)}


def has_image(page: Page) -> bool:
    """Return whether a page has public images."""
    return page.state == Page.State.READY and not page.is_hidden and not page.is_being_redacted


def _image(page, widths, usual):
    return PageImage(
        image_url(page.image_key, usual),
        ", ".join(f"{image_url(page.image_key, width)} {width}w" for width in widths),
        image_url(page.image_key, widths[-1]),
        usual,
        max(1, round(usual * page.height / page.width)),
    )
