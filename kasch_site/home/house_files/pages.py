"""Write the pages of staff, whose texts are files, and the notices on the noticeboard."""

from django.conf import settings

from kasch_site.home.models import Notice
from kasch_site.pages.models import Page

FOLDER = "pages"


def write(folder, pictures):
    """Publish the pages, in the order in which the menus show them; `pictures` are the records by their names."""
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
            with row.explained("file", UnicodeDecodeError):
                page.body = path.read_text(encoding="utf-8")
            row.save(page)


def write_notices(folder, today):
    """Write the notices."""
    with folder.open("notices") as file:
        for row in file.records("notice"):
            notice = Notice(title=row.text("title"), text=row.text("text"), link=row.text("link", ""))
            notice.is_important = row.flag("is_important", False)
            notice.from_day = row.day("from_day", today, today)
            notice.until_day = row.day("until_day", today)
            row.save(notice)
