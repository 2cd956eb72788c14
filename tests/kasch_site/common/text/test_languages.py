"""Languages have their own names on public pages."""

import pytest
from django.template import Context, Template
from django.utils.translation import gettext_lazy, override

from kasch_site.common.text.languages import is_latin, native_name
from kasch_site.house.models import Language


@pytest.mark.parametrize(
    ("code", "own_name", "expected"),
    [
        ("uk", "", "Українська"),
        ("ru", "", "Русский"),
        ("vi", "", "Tiếng Việt"),
        ("pl", "", "Polski"),
        ("ar", "العربية", "العربية"),
        ("ti", "ትግርኛ", "ትግርኛ"),
        ("ti", "", ""),
    ],
)
def test_a_language_has_the_name_given_by_staff_or_django(code, own_name, expected):
    assert native_name(code, own_name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dế Mèn phiêu lưu ký", True),
        ("Größe: ½", True),
        ("1984", True),
        ("", True),
        ("1984: Роман", False),
        ("العربية", False),
    ],
)
def test_a_text_is_latin_if_all_its_letters_are(text, expected):
    assert is_latin(text) is expected


def render(words, **context):
    return Template("{% load languages %}" + words).render(Context(context))


def test_a_name_declares_its_language_and_an_unknown_one_stays_german():
    known, unknown = Language(code="uk", name="Ukrainisch"), Language(code="ti", name="Tigrinisch")
    assert render("{{ languages|native_names }}", languages=[known, unknown]) == (
        '<bdi lang="uk">Українська</bdi>, Tigrinisch'
    )


def test_a_name_entered_by_staff_is_escaped():
    assert "<b>" not in render("{{ language|native_name }}", language=Language(code="x", name="X", own_name="<b>x"))


def test_untranslated_text_is_marked_only_on_pages_in_another_language():
    mark = ' lang="de" dir="ltr"'
    assert render("{% language_of text %}", text="Quartier") == ""
    with override("uk"):
        assert render("{% language_of text %}", text="Quartier") == mark
        assert render("{% language_of text %}", text=gettext_lazy("Raum anfragen")) == ""
        assert render("{% language_of text %}", text=gettext_lazy("Das übersetzt niemand")) == mark
