"""Template tags of the library."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from kasch_site.common.export import jsonld
from kasch_site.common.templatetags.jsonld import publisher_of
from library.catalogue.descriptions import language_code_of
from library.catalogue.structured_data import book

register = template.Library()


@register.simple_tag(takes_context=True)
def book_json_ld(context, row):
    """Render a title with its availability as data for search engines."""
    return jsonld.script(book(row.title, row.availability, publisher_of(context)))


@register.filter
def in_its_language(title):
    """Render the name of a title with `lang` and `dir`, if it is not German."""
    code = language_code_of(title)
    return format_html('<bdi lang="{}">{}</bdi>', code, title) if code else format_html("<bdi>{}</bdi>", title)


@register.simple_tag
def authors(title):
    """Render the authors of a title, each as a link to a search for their other titles."""
    address = reverse("library:catalogue")
    return format_html_join(
        ", ", '<a href="{}?{}">{}</a>', ((address, urlencode({"q": name}), name) for name in title.author_names)
    )


@register.simple_tag
def linked_subjects(title):
    """Render the subjects of a title, each as a link to the titles about it."""
    address = reverse("library:catalogue")
    subjects = ((address, subject.slug, subject.name) for subject in title.subjects.all())
    return format_html_join(", ", '<a href="{}?thema={}">{}</a>', subjects)
