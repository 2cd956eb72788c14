"""Colours of sections as custom properties."""

from kasch_site.house.models import SectionAppearance
from kasch_site.house.web import colours


def test_signs_become_custom_properties(db):
    SectionAppearance.objects.create(key="events", name="Termine", colour_light="#b63a1b", colour_dark="#ff8a66")
    assert colours.stylesheet() == ":root{--section-events:light-dark(#b63a1b,#ff8a66);}"
    assert len(colours.digest()) == 12


def test_without_signs_there_is_no_stylesheet(db):
    assert colours.stylesheet() == ""
    assert colours.digest() == ""
