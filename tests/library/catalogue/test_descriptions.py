"""Titles in words: the language of the title itself."""

import pytest

from kasch_site.house.models import Language
from library.catalogue.descriptions import language_code_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "codes", "expected"),
    [
        ("Кобзар", ["uk"], "uk"),
        ("1984: Роман", ["uk"], "uk"),
        ("القنديل الصغير", ["ar"], "ar"),
        ("Dế Mèn phiêu lưu ký", ["vi"], "vi"),
        ("The Hobbit", ["en"], "en"),
        ("Neulich am Südpol", ["ar"], ""),
        ("Prestuplenie i nakazanie, ½", ["ru"], ""),
        ("1984", ["uk"], ""),
        ("Кобзар", ["uk", "ru"], ""),
        ("Krabat", ["de"], ""),
        ("Krabat", [], ""),
    ],
)
def test_the_language_of_a_title_is_known_where_it_is_written_in_it(make_title, name, codes, expected):
    title = make_title(name)
    title.languages.set([Language.objects.get_or_create(code=code, defaults={"name": code})[0] for code in codes])
    assert language_code_of(title) == expected
