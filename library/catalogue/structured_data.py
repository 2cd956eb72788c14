"""Titles as https://schema.org/Book, or as the type of their kind of medium."""

from kasch_site.common.export.jsonld import organizer, without_empty
from kasch_site.common.export.publisher import Publisher
from kasch_site.common.text.plaintext import one_line, printable
from library.models import Title

from .availability import Availability

_SCHEMA = "https://schema.org/"


def book(title: Title, availability: Availability, publisher: Publisher) -> dict:
    """Return a title with its availability; unknown properties are omitted."""
    return without_empty(
        {
            "@context": "https://schema.org",
            "@type": title.medium.schema_type,
            "name": one_line(title.title),
            "alternativeHeadline": one_line(title.subtitle),
            "url": publisher.absolute(title.get_absolute_url()),
            "description": printable(title.description),
            "author": [{"@type": "Person", "name": one_line(name)} for name in title.author_names],
            "isbn": title.isbn,
            "publisher": title.publisher and {"@type": "Organization", "name": one_line(title.publisher)},
            "datePublished": str(title.year or ""),
            "inLanguage": [language.code for language in title.languages.all()],
            "typicalAgeRange": _ages(title),
            "image": title.cover and title.cover.file and publisher.absolute(title.cover.file.url),
            "offers": _offer(availability, publisher),
        }
    )


def _ages(title):
    return "" if title.age_from is None else f"{title.age_from}-{title.age_until or ''}"


def _offer(availability, publisher):
    """Return the offer: lent for free, and whether it is available."""
    state = "InStock" if availability.is_here else "OutOfStock"
    offer = {
        "@type": "Offer",
        "businessFunction": "http://purl.org/goodrelations/v1#LeaseOut",
        "price": "0",
        "priceCurrency": "EUR",
        "availability": _SCHEMA + state,
        "offeredBy": organizer(publisher),
    }
    return without_empty(offer)
