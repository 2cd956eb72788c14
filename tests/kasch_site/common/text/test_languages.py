"""Languages are named in themselves, wherever residents read them."""

import pytest
from django.template import Context, Template
from django.utils.translation import gettext_lazy, override

from kasch_site.common.text.languages import name_in_itself
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
def test_a_language_is_named_by_staff_or_by_django(code, own_name, expected):
    assert name_in_itself(code, own_name) == expected


def render(words, **context):
    return Template("{% load languages %}" + words).render(Context(context))


def test_a_name_says_in_which_language_it_is_and_an_unknown_one_stays_german():
    known, unknown = Language(code="uk", name="Ukrainisch"), Language(code="ti", name="Tigrinisch")
    assert render("{{ languages|all_in_themselves }}", languages=[known, unknown]) == (
        '<bdi lang="uk">Українська</bdi>, Tigrinisch'
    )


def test_a_name_that_staff_enter_is_no_markup():
    assert "<b>" not in render("{{ language|in_itself }}", language=Language(code="x", name="X", own_name="<b>x"))


def test_text_that_is_not_translated_is_marked_in_another_language_only():
    mark = ' lang="de" dir="ltr"'
    assert render("{% language_of text %}", text="Quartier") == ""
    with override("uk"):
        assert render("{% language_of text %}", text="Quartier") == mark
        assert render("{% language_of text %}", text=gettext_lazy("Raum anfragen")) == ""
        assert render("{% language_of text %}", text=gettext_lazy("Das übersetzt niemand")) == mark
