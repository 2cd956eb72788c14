"""The catalogue as a whole: the number of media, and the filter values that occur."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef

from kasch_site.common.caching.versions import per_version
from kasch_site.common.sections import Facet, LanguageFacet
from kasch_site.house.models import Language
from library.models import Copy, MediumKind, Subject, Title


@dataclass(frozen=True, slots=True)
class Stock:
    """The number of media, and the filter values that at least one title has."""

    media: int
    subjects: dict[str, Facet]
    kinds: dict[str, Facet]
    languages: dict[str, LanguageFacet]


@per_version("library", "house")
def stock() -> Stock:
    """Return the current stock."""
    subjects = Subject.objects.filter(_has_titles(Title.subjects.through, "subject"))
    languages = Language.objects.filter(_has_titles(Title.languages.through, "language"))
    kinds = MediumKind.objects.filter(Exists(Title.objects.filter(medium=OuterRef("pk"))))
    return Stock(
        media=Copy.objects.in_stock().count(),
        subjects={subject.slug: Facet(subject.slug, subject.name) for subject in subjects},
        kinds={kind.slug: Facet(kind.slug, kind.name) for kind in kinds},
        languages={
            language.code: LanguageFacet(language.code, language.name, language.native_name)
            for language in languages.exclude(code=settings.LANGUAGE_CODE)
        },
    )


def _has_titles(through, column):
    return Exists(through.objects.filter(**{column: OuterRef("pk")}))
