"""Filter groups by query string: `?art=projekte&sprache=uk`."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.templatetags.languages import native_name
from kasch_site.common.text.german_order import GermanOrder
from kasch_site.house.models import Language

from .models import Group

# Value in the URL, and heading on the page.
KINDS = {
    "gruppen": (Group.Kind.GROUP, _("Gruppen")),
    "projekte": (Group.Kind.PROJECT, _("Projekte")),
    "partner": (Group.Kind.PARTNER, _("Partner im Stadtteil")),
}


class UnknownSelection(Exception):
    """The URL names an unknown kind or language."""


@dataclass(frozen=True)
class Choice:
    """A link of the filter."""

    name: str
    url: str
    is_current: bool
    language: str = ""


@dataclass(frozen=True)
class Selection:
    """The filter criteria; "" matches everything."""

    kind: str = ""
    language: str = ""

    @classmethod
    def of(cls, query) -> Selection:
        """Parse the query string. Raise `UnknownSelection` for an unknown value."""
        kind, language = query.get("art", ""), query.get("sprache", "")
        if kind and kind not in KINDS:
            raise UnknownSelection(kind)
        if language and language not in Language.objects.values_list("code", flat=True):
            raise UnknownSelection(language)
        return cls(kind, language)

    def groups(self):
        """Return the matching groups; makes three queries, however many groups there are."""
        matching = (
            Group.objects.published()
            .select_related("picture")
            .prefetch_related("languages")
            .defer("description")
            .order_by(GermanOrder("name"), "pk")
        )
        if self.kind:
            matching = matching.filter(kind=KINDS[self.kind][0])
        if self.language:
            matching = matching.filter(languages__code=self.language)
        return matching

    def sections(self) -> list[tuple[str, str, list[Group]]]:
        """Return key, heading and groups of each kind with matching groups."""
        by_kind: dict[str, list[Group]] = {}
        for group in self.groups():
            by_kind.setdefault(group.kind, []).append(group)
        return [(slug, name, by_kind[kind]) for slug, (kind, name) in KINDS.items() if kind in by_kind]

    @property
    def is_everything(self):
        """Return whether no filter is set."""
        return not self.kind and not self.language

    def kind_choices(self) -> list[Choice]:
        """Return links to all groups, then to each kind."""
        links = [Choice(_("Alle"), self._url(kind=""), not self.kind)]
        return links + [Choice(name, self._url(kind=slug), slug == self.kind) for slug, (_kind, name) in KINDS.items()]

    def language_choices(self) -> list[Choice]:
        """Return links to the languages spoken in groups; empty if there is no other language."""
        spoken = Group.objects.published().filter(languages__isnull=False).values("languages")
        languages = {
            language.code: language for language in Language.objects.filter(pk__in=spoken).order_by(GermanOrder("name"))
        }
        matching = [
            Choice(native_name(language), self._url(language=code), code == self.language, code)
            for code, language in languages.items()
        ]
        return [Choice(_("Alle Sprachen"), self._url(language=""), not self.language), *matching] if matching else []

    def _url(self, **changed):
        params = {"art": changed.get("kind", self.kind), "sprache": changed.get("language", self.language)}
        query = urlencode({name: value for name, value in params.items() if value})
        return f"{reverse('groups:list')}?{query}" if query else reverse("groups:list")
