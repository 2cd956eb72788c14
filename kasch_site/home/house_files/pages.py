"""Write the pages of staff, whose texts are files, and the notices on the noticeboard."""

import re

from django.conf import settings

from kasch_site.common.text.richtext import picture_markup
from kasch_site.home.models import Notice
from kasch_site.pages.models import Page

FOLDER = "pages"
_NAMED_PICTURE = re.compile(picture_markup("([a-z0-9_-]+)"))


def write(folder, pictures, documents):
    """Publish the pages, in the order in which the menus show them; both are the records by their names."""
    with folder.open("pages") as file:
        for order, row in enumerate(file.records("page")):
            page = Page(title=row.text("title"), order=order, status=Page.Status.PUBLISHED)
            page.role = row.choice("role", Page.Role, "")
            page.language = row.choice("language", dict(settings.LANGUAGES), page.language)
            page.menu = row.choice("menu", Page.Place, page.menu)
            page.menu_name, page.summary = row.text("menu_name", ""), row.text("summary", "")
            page.picture = row.one("picture", pictures, None)
            path = row.file_in("file", folder.path / FOLDER)
            page.slug = row.text("slug", "" if page.role == Page.Role.WELCOME else path.stem)
            with row.errors_at("file", UnicodeDecodeError):
                page.body = _with_pictures(row, path.read_text(encoding="utf-8"), pictures)
            row.save(page).documents.set(row.many("documents", documents))


def _with_pictures(row, text, pictures):
    """Return the text with the keys of pictures in place of their names."""
    unknown = [name for name in _NAMED_PICTURE.findall(text) if name not in pictures]
    if unknown:
        raise row.error("file", f"there is no picture {unknown[0]!r}, which its text shows. Add it to pictures.toml.")
    return _NAMED_PICTURE.sub(lambda figure: picture_markup(pictures[figure[1]].pk), text)


def write_notices(folder, today):
    """Write the notices."""
    with folder.open("notices") as file:
        for row in file.records("notice"):
            notice = Notice(title=row.text("title"), text=row.text("text"), link=row.text("link", ""))
            notice.is_important = row.flag("is_important", False)
            notice.from_day = row.day("from_day", today, today)
            notice.until_day = row.day("until_day", today)
            row.save(notice)
