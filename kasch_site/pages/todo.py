"""Tasks about pages on the first page of the admin."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.common.models import Picture
from kasch_site.common.sections import FirstStep, Todo

from .models import BarrierReport, Page

# Pages that a website in Germany must have (§ 5 DDG, Art. 13 DSGVO), and those that residents expect of this one.
OBLIGATORY = [Page.Role.IMPRINT, Page.Role.PRIVACY, Page.Role.ACCESSIBILITY, Page.Role.DISCLAIMER]


def todo(user) -> list[Todo]:
    """Return the tasks about pages that this member of staff can resolve."""
    return [item for permission, find in _CHECKS if user.has_perm(permission) for item in find()]


def first_steps() -> list[FirstStep]:
    """Return the setup steps for the obligatory pages."""
    published = _published_roles()
    return [FirstStep(_("Seite „%s“ schreiben") % role.label, page_for(role), role in published) for role in OBLIGATORY]


def page_for(role) -> str:
    """Return the URL of the form of the page with that role: to change it, or to add it."""
    page = Page.objects.filter(language=settings.LANGUAGE_CODE, role=role).first()
    if page:
        return reverse("admin:pages_page_change", args=[page.pk])
    initial = {"title": role.label, "role": role, "menu": Page.Place.LEGAL}
    return f"{reverse('admin:pages_page_add')}?{urlencode(initial)}"


def _published_roles():
    published = Page.objects.published().with_role().filter(language=settings.LANGUAGE_CODE)
    return set(published.values_list("role", flat=True))


def _barriers():
    count = BarrierReport.objects.open().count()
    if count:
        text = ngettext("Jemand hat eine Barriere gemeldet.", "Es sind %(count)s gemeldete Barrieren offen.", count) % {
            "count": count
        }
        yield Todo(text, f"{reverse('admin:pages_barrierreport_changelist')}?offen=ja", urgent=True, count=count)


def _missing():
    published = _published_roles()
    for role in OBLIGATORY:
        if role not in published:
            text = _("Die Seite „%s“ fehlt oder ist noch nicht veröffentlicht.") % role.label
            yield Todo(text, page_for(role), urgent=True)


def _blanks():
    for page in Page.objects.published().with_blanks():
        text = ngettext(
            "Auf der Seite „%(title)s“ fehlt noch eine Angabe.",
            "Auf der Seite „%(title)s“ fehlen noch %(count)s Angaben.",
            page.blanks,
        ) % {"title": page.title, "count": page.blanks}
        yield Todo(text, reverse("admin:pages_page_change", args=[page.pk]), count=page.blanks)


def _drafts():
    for page in Page.objects.drafts().defer("body"):
        text = _("Die Seite „%s“ ist ein Entwurf.") % page.title
        yield Todo(text, reverse("admin:pages_page_change", args=[page.pk]))


def _pictures():
    count = Picture.objects.without_alt().count()
    if count:
        text = ngettext(
            "Bei einem Bild fehlt die Bildbeschreibung.", "Bei %(count)s Bildern fehlt die Bildbeschreibung.", count
        ) % {"count": count}
        yield Todo(text, f"{reverse('admin:common_picture_changelist')}?beschreibung=fehlt", count=count)


_CHECKS = [
    ("pages.change_barrierreport", _barriers),
    ("pages.add_page", _missing),
    ("pages.change_page", _blanks),
    ("pages.change_page", _drafts),
    ("common.change_picture", _pictures),
]
