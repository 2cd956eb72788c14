"""The site in right-to-left direction, as in Arabic: nothing overflows a phone, and the layout is mirrored."""

import pytest

from tests.journeys.fonts import WIDE
from tests.support.pages.public_pages import one_of_each_kind

# The number of parts that can run in parallel.
PARTS = 2


@pytest.fixture
def site(shared_site):
    return shared_site


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_overflows_a_phone_in_either_direction(public_paths, visitor, overflow, font, part):
    page = visitor(width=320)
    too_wide = {}
    # The wide font shows all pages, a narrower one a page of each kind.
    paths = public_paths if font in (None, WIDE) else list(one_of_each_kind(public_paths).values())
    for path in paths[part::PARTS]:
        assert page.goto(path).ok, path
        for direction in ("ltr", "rtl"):
            page.evaluate("direction => { document.documentElement.dir = direction }", direction)
            if sticking_out := overflow(page):
                too_wide[f"{path} {direction}"] = sticking_out[:3]
    assert not too_wide, "\n".join(f"{where}\n    " + "\n    ".join(lines) for where, lines in too_wide.items())


def test_an_arabic_page_is_laid_out_right_to_left(public_paths, page, layout):
    page.goto("/ar/")
    assert page.evaluate("[document.documentElement.dir, document.documentElement.lang]") == ["rtl", "ar"]
    right_edge = page.evaluate(
        "(() => { const box = document.querySelector('h1').getBoundingClientRect();"
        "return [box.right, document.querySelector('.brand').getBoundingClientRect().right] })()"
    )
    assert all(abs(edge - right_edge[0]) < 2 for edge in right_edge)
    assert right_edge[0] > page.viewport_size["width"] / 2
