"""Each kind of page once: for axe-core in light and dark, on a phone and at a desk; and with text twice as large."""

from tests.pages_of_the_site import one_of_each_kind



def test_axe_finds_nothing(public_paths, visitor, axe):
    found = []
    for dark in (False, True):
        for width in (320, 1280):
            page = visitor(width=width, dark=dark)
            for kind, path in one_of_each_kind(public_paths).items():
                page.goto(path)
                try:
                    axe(page)
                except AssertionError as finding:
                    found.append(f"{kind}, {'dark' if dark else 'light'}, {width} px: {finding}")
    assert not found, "\n\n".join(found)


def test_text_twice_as_large_fits_on_a_phone(public_paths, visitor, overflow):
    page = visitor(width=320)
    found = {}
    for kind, path in one_of_each_kind(public_paths).items():
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        if sticking_out := overflow(page):
            found[kind] = sticking_out[:3]
    assert not found, "\n".join(f"{kind}\n    " + "\n    ".join(what) for kind, what in found.items())


def test_every_page_can_be_read_without_javascript(public_paths, visitor):
    page = visitor(js=False)
    for kind, path in one_of_each_kind(public_paths).items():
        page.goto(path)
        assert page.locator("main h1").first.inner_text(), kind
        assert page.locator("main h1").count() == 1, kind
