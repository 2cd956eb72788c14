"""A section's colour is readable in light and dark mode, or refused with a suggestion."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.house.contrast import (
    DARK_BACKGROUNDS,
    LIGHT_BACKGROUNDS,
    MIN_CONTRAST,
    contrast,
    least_contrast,
    readable,
)
from kasch_site.house.models import SectionAppearance

any_colour = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_black_on_white_is_21_and_a_colour_on_itself_1():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#b63a1b", "#B63A1B") == pytest.approx(1)


def test_known_pairs_have_their_known_ratio():
    # From the understanding document of WCAG 2.2 and its tools: #767676 is the lightest grey that passes on white.
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ff0000", "#ffffff") == pytest.approx(4.0, abs=0.005)


@given(any_colour, any_colour)
def test_contrast_is_symmetric_and_between_1_and_21(one, other):
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.0001


@given(any_colour)
def test_a_suggested_colour_is_readable(colour):
    for grounds in (LIGHT_BACKGROUNDS, DARK_BACKGROUNDS):
        assert least_contrast(readable(colour, grounds), grounds) >= MIN_CONTRAST


@given(any_colour)
def test_a_readable_colour_is_unchanged(colour):
    if least_contrast(colour, LIGHT_BACKGROUNDS) >= MIN_CONTRAST:
        assert readable(colour, LIGHT_BACKGROUNDS) == colour


def test_the_backgrounds_are_those_of_the_stylesheet():
    tokens = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
    pairs = dict(re.findall(r"--(paper|card): (light-dark\([^)]*\))", tokens))
    assert pairs["paper"] == f"light-dark({LIGHT_BACKGROUNDS[0]}, {DARK_BACKGROUNDS[0]})"
    assert pairs["card"] == f"light-dark({LIGHT_BACKGROUNDS[1]}, {DARK_BACKGROUNDS[1]})"


def make_appearance(**changes):
    return SectionAppearance(
        **{"key": "events", "name": "Termine", "colour_light": "#b63a1b", "colour_dark": "#ff8a66"} | changes
    )


def test_a_readable_sign_is_accepted(db):
    make_appearance().full_clean()


def test_a_pale_colour_on_a_light_background_is_refused_with_a_darker_one(db):
    with pytest.raises(ValidationError) as refused:
        make_appearance(colour_light="#ff8a66").full_clean()
    (sentence,) = refused.value.message_dict["colour_light"]
    assert "auf hellem Grund zu blass (Kontrast 2,1, nötig sind 4,5)" in sentence
    proposed = re.search(r"#[0-9a-f]{6}", sentence)[0]
    make_appearance(colour_light=proposed).full_clean()
    assert "colour_dark" not in refused.value.message_dict


def test_a_dark_colour_on_a_dark_background_is_refused_with_a_lighter_one(db):
    with pytest.raises(ValidationError) as refused:
        make_appearance(colour_dark="#3c0d02").full_clean()
    (sentence,) = refused.value.message_dict["colour_dark"]
    assert "auf dunklem Grund zu dunkel" in sentence
    make_appearance(colour_dark=re.search(r"#[0-9a-f]{6}", sentence)[0]).full_clean()


@pytest.mark.parametrize("colour", ["rot", "#fff", "", "#gggggg", "#b63a1b;}", "#b63a1b\n"])
def test_an_invalid_colour_is_refused_and_does_not_fail(db, colour):
    with pytest.raises(ValidationError) as refused:
        make_appearance(colour_light=colour).full_clean()
    assert set(refused.value.message_dict) == {"colour_light"}


@pytest.mark.parametrize("key", ["x;}body{display:none", "Events", "a b", "ä"])
def test_a_key_that_would_break_the_stylesheet_is_refused(db, key):
    with pytest.raises(ValidationError) as refused:
        make_appearance(key=key).full_clean()
    assert "key" in refused.value.message_dict
