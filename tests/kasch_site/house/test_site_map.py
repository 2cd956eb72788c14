"""The map to the house: drawn from its records, with the same in words, and without a stylesheet on paper."""

import re
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.house.models import House, MapLine, MapPlace
from kasch_site.house.models.site_map import MAX_DISTANCE, parse_points
from kasch_site.house.site_map import MARGIN_X, MARGIN_Y, WIDTH, _View, site_map, site_map_svg

METRES = st.integers(-MAX_DISTANCE, MAX_DISTANCE)
POINTS = st.lists(st.tuples(METRES, METRES), min_size=2, max_size=20)


@pytest.fixture
def mapped(house):
    """Return the house with a street, a way without steps, two stops and a park."""
    House.objects.update(map_note="Noch nicht geprüft.")
    MapLine.objects.create(kind="main", name="Lange Straße", points="-200 0; 200 0")
    MapLine.objects.create(kind="step_free", name="durch den Hof", points="100 0; 10 -20")
    MapPlace.objects.create(name="Markt", lines="Bus 7", minutes=4, east=-180, north=10)
    MapPlace.objects.create(name="Brücke", minutes=1, east=190, north=-40)
    MapPlace.objects.create(kind="park", name="Stadtpark", east=0, north=150)
    return House.objects.get()


def test_a_house_without_lines_and_places_has_no_map(house, client):
    assert site_map() is None and site_map_svg() == ""
    assert "site-map" not in client.get("/kontakt/").text


def test_the_contact_page_says_in_words_what_the_map_shows(mapped, client):
    text = re.sub(r"\s+", " ", client.get("/kontakt/").text)
    for sentence in (
        "Von der Haltestelle Brücke ist es eine Minute zu Fuß.",
        "Von der Haltestelle Markt (Bus 7) sind es 4 Minuten zu Fuß.",
        "Ohne Stufen zum Eingang: durch den Hof.",
        "Straßen ringsum: Lange Straße.",
        "Nördlich vom Haus: Stadtpark.",
    ):
        assert f"<li>{sentence}</li>" in text
    assert text.count("Noch nicht geprüft.") == 1
    assert text.index("Brücke ist") < text.index("Markt (Bus 7) sind"), "the nearest stop comes first"


def test_on_paper_the_map_needs_no_stylesheet(mapped):
    drawing = ElementTree.fromstring(site_map_svg())
    shapes = [element for element in drawing.iter() if element.tag.endswith(("path", "circle"))]
    assert len(shapes) > 8
    for shape in shapes:
        assert shape.get("fill"), ElementTree.tostring(shape)
    assert {"Lange Straße", "Markt", "Stadtpark"} <= {(ancestor.text or "").strip() for ancestor in drawing.iter()}


def test_the_name_of_a_street_is_not_where_a_stop_is(mapped):
    (street,) = (line for line in site_map().lines if line.kind == "main")
    assert street.name and min(abs(street.x - place.x) for place in site_map().places) > 20


def test_a_changed_record_changes_the_map(mapped):
    before = site_map()
    MapPlace.objects.filter(name="Markt").update(minutes=9)
    assert site_map() != before and "9 Minuten" in " ".join(site_map().directions)


@given(POINTS)
def test_points_are_read_as_they_are_written_and_everything_is_inside_the_drawing(points):
    assert parse_points("; ".join(f"{east} {north}" for east, north in points)) == points
    view = _View.around([(0, 0), *points])
    for point in points:
        x, y = view.place(*point)
        assert MARGIN_X - 1 <= x <= WIDTH - MARGIN_X + 1 and MARGIN_Y - 1 <= y <= view.height - MARGIN_Y + 1


@given(st.text(max_size=60))
def test_other_texts_are_refused_with_a_sentence(text):
    try:
        points = parse_points(text)
    except ValidationError as error:
        assert str(error.messages[0]).endswith((".", "40"))
    else:
        assert len(points) >= 2


@pytest.mark.parametrize("points", ["", "0 0", "0 0; 1", "0 0; 1 2 3", "0 0; 2001 0", "0 0; 1.5 2", "0 0;" * 21])
def test_impossible_lines_are_refused(house, points):
    with pytest.raises(ValidationError):
        MapLine(points=points).full_clean()


@pytest.mark.parametrize(
    "values", [{"east": 2001, "north": 0}, {"kind": "park", "lines": "Bus 7", "east": 0, "north": 0}]
)
def test_the_database_refuses_far_places_and_parks_with_bus_lines(house, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        MapPlace.objects.create(name="Fern", **values)
