"""A part of the groups, chosen by plain links: `?art=projekte&sprache=uk`."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.house.models import Language

from .models import Group

# The word in the address, and the heading on the page.
KINDS = {
    "gruppen": (Group.Kind.GROUP, _("Gruppen")),
    "projekte": (Group.Kind.PROJECT, _("Projekte")),
    "partner": (Group.Kind.PARTNER, _("Partner im Stadtteil")),
}


class NoSuchSelection(Exception):
    """The address names a kind or a language that does not exist."""


@dataclass(frozen=True)
class Choice:
    """A link of the filter."""

    name: str
    url: str
    is_current: bool
    language: str = ""


@dataclass(frozen=True)
class Selection:
    """What somebody wants to see; "" means everything."""

    kind: str = ""
    language: str = ""

    @classmethod
    def of(cls, query) -> Selection:
        """Read the query string. Raises NoSuchSelection for a word nobody has heard of."""
        kind, language = query.get("art", ""), query.get("sprache", "")
        if kind and kind not in KINDS:
            raise NoSuchSelection(kind)
        if language and language not in Language.objects.values_list("code", flat=True):
            raise NoSuchSelection(language)
        return cls(kind, language)

    def groups(self):
        """The groups that are meant, in three queries however many they are."""
        found = Group.objects.published().select_related("picture").prefetch_related("languages").defer("description")
        if self.kind:
            found = found.filter(kind=KINDS[self.kind][0])
        if self.language:
            found = found.filter(languages__code=self.language)
        return found

    def sections(self) -> list[tuple[str, str, list[Group]]]:
        """Word, heading and groups of each kind that has any."""
        by_kind: dict[str, list[Group]] = {}
        for group in self.groups():
            by_kind.setdefault(group.kind, []).append(group)
        return [(word, name, by_kind[kind]) for word, (kind, name) in KINDS.items() if kind in by_kind]

    @property
    def is_everything(self):
        return not self.kind and not self.language

    def kind_choices(self) -> list[Choice]:
        """Links to one kind, the first to all."""
        links = [Choice(_("Alle"), self._url(kind=""), not self.kind)]
        return links + [Choice(name, self._url(kind=word), word == self.kind) for word, (_kind, name) in KINDS.items()]

    def language_choices(self) -> list[Choice]:
        """Links to the groups that speak a language; none if no group speaks another."""
        spoken = Group.objects.published().filter(languages__isnull=False).values("languages")
        found = [
            Choice(language.name, self._url(language=language.code), language.code == self.language, language.code)
            for language in Language.objects.filter(pk__in=spoken)
        ]
        return [Choice(_("Alle Sprachen"), self._url(language=""), not self.language), *found] if found else []

    def _url(self, **changed):
        wanted = {"art": changed.get("kind", self.kind), "sprache": changed.get("language", self.language)}
        query = urlencode({name: value for name, value in wanted.items() if value})
        return f"{reverse('groups:list')}?{query}" if query else reverse("groups:list")
