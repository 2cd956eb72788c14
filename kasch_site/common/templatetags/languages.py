"""Language and direction of parts of a page."""

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, override

register = template.Library()


@register.filter
def native_name(language):
    """Return a language's native name, marked as text in that language; its German name if the other is unknown.

    The language is a record of the house (`house.Language`) or a `LanguageFacet`.
    """
    if not language.native_name:
        return language.name
    return format_html('<bdi lang="{}">{}</bdi>', language.code, language.native_name)


@register.filter
def native_names(languages):
    """Return the native names of several languages, separated by commas."""
    return format_html_join(", ", "{}", ((native_name(language),) for language in languages))


@register.simple_tag
def language_of(text):
    """Return the attributes `lang` and `dir` of a text that is not translated into the language of the page.

    Names of sections and pages, and all that the house enters, are in the site's own language. Return "" where the page
    is in that language too, and where the text is translated.
    """
    if get_language() == settings.LANGUAGE_CODE:
        return ""
    displayed = str(text)
    with override(settings.LANGUAGE_CODE):
        is_translated = str(text) != displayed
    return "" if is_translated else format_html(' lang="{}" dir="ltr"', settings.LANGUAGE_CODE)
