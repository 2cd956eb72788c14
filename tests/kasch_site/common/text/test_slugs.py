"""Slugs with German transliteration."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.text.slugs import MAX_LENGTH, free_slug, slug_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Nähcafé für Große", "naehcafe-fuer-grosse"),
        ("Öffnungszeiten & Straße", "oeffnungszeiten-strasse"),
        ("2026", "seite-2026"),
        ("مرحبا", "seite"),
        ("", "seite"),
    ],
)
def test_slugs_are_made_of_latin_letters_and_never_of_digits_alone(title, slug):
    assert slug_of(title, "seite") == slug


def test_a_taken_slug_gets_a_number():
    taken = {"chor", "chor-2"}
    assert free_slug("Chor", "gruppe", taken.__contains__) == "chor-3"
    assert free_slug("Tanz", "gruppe", taken.__contains__) == "tanz"


@given(st.text(), st.integers(0, 12))
def test_a_slug_fits_into_a_url_and_its_field(title, number_taken):
    taken = set()
    for _ in range(number_taken):
        taken.add(free_slug(title, "seite", taken.__contains__))
    assert len(taken) == number_taken
    for slug in taken:
        assert re.fullmatch(r"[a-z0-9_-]+", slug) and not slug.isdigit() and len(slug) <= MAX_LENGTH
