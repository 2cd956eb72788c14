"""Each kind of page once: checked by axe-core in light and dark, on phone and desktop; and with text at 200 %."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kasch_site.common import clock
from kasch_site.common.sections import entries
from tests.support.pages.public_pages import one_of_each_kind

# The number of parts that can run in parallel.
PARTS = 3


@pytest.fixture
def site(shared_site):
    return shared_site


@pytest.mark.parametrize("part", range(PARTS))
def test_each_kind_fits_and_axe_reports_no_violations(public_paths, page, axe, overflow, each_display, part):
    problems = []
    for kind, path in list(one_of_each_kind(public_paths).items())[part::PARTS]:
        assert page.goto(path).ok, path
        for way in each_display(page):
            problems += [f"{kind}, {way}, is too wide: {element}" for element in overflow(page)]
            try:
                axe(page)
            except AssertionError as finding:
                problems.append(f"{kind}, {way}: {finding}")
    assert not problems, "\n\n".join(problems)


# Texts of more than three words in a box narrower than four times their font size, and text that is cut off.
SQUEEZED = """() => [...document.body.querySelectorAll("*")].flatMap(element => {
    // Menu, languages and number are shown on demand.
    const hidden = "svg, .sr-only, .skip, .on-demand:not(:target), .phone";
    if (element.closest(hidden) || !element.getClientRects().length) return [];
    const words = [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data).join(" ").trim();
    const style = getComputedStyle(element);
    let box = element;
    while (getComputedStyle(box).display === "inline") box = box.parentElement;
    const least = Math.min(4 * parseFloat(style.fontSize), document.documentElement.clientWidth * .6);
    const shape = box.getBoundingClientRect();
    // Along the line: a vertical title is as wide as its spine is high.
    const line = style.writingMode === "horizontal-tb" ? shape.width : shape.height;
    const squeezed = words.split(/\\s+/).length > 3 && line < least;
    const scrolls = style.overflowX !== "visible" && element.clientWidth;
    const edge = (element.closest(".card") ?? document.documentElement).getBoundingClientRect().right + 1;
    const beyond = [...element.childNodes].filter(node => node.nodeType === 3 && node.data.trim()).some(node => {
        const range = document.createRange();
        range.selectNode(node);
        return [...range.getClientRects()].some(line => line.right > edge);
    });
    // Browsers shorten the name of a chosen file themselves.
    const cut = !element.matches("[type=file]") && scrolls && element.scrollWidth > element.clientWidth + 2 || beyond;
    return squeezed || cut ? [`${squeezed ? "squeezed" : "cut"}: ${element.outerHTML.slice(0, 160)}`] : [];
})"""


def test_larger_text_fits_on_a_phone_without_truncation(public_paths, visitor, overflow):
    page = visitor(width=320)
    problems = {}
    for kind, path in one_of_each_kind(public_paths).items():
        assert page.goto(path).ok, path
        for size in ("150%", "200%"):
            page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            if wrong := [*overflow(page), *page.evaluate(SQUEEZED)]:
                problems[f"{kind} {size}"] = wrong[:3]
    assert not problems, "\n".join(f"{where}\n    " + "\n    ".join(lines) for where, lines in problems.items())


def test_the_header_leaves_more_than_half_of_a_phone_screen_to_the_page(public_paths, visitor, layout):
    page = visitor(width=320, height=640)
    page.goto("/")
    assert page.locator("main").bounding_box()["y"] <= 300


def test_every_page_is_readable_without_javascript(public_paths, visitor):
    page = visitor(js=False)
    for kind, path in one_of_each_kind(public_paths).items():
        assert page.goto(path).ok, path
        assert page.locator("main h1").first.inner_text(), kind
        assert page.locator("main h1").count() == 1, kind


@pytest.mark.parametrize("calendar", ["events:list", "events:month"])
def test_filtering_on_a_phone_without_javascript_jumps_to_the_results(public_paths, visitor, layout, calendar):
    today = clock.today()
    page = visitor(width=320, height=640, js=False)
    page.goto(reverse(calendar, args=[today.year, today.month] if calendar == "events:month" else []))
    page.locator(".filters > summary").click()
    page.locator(".filters a", has_text="kostenlos").click()
    page.wait_for_url("**kostenlos=1#termine")
    problems = page.locator("#termine").bounding_box()
    assert -1 <= problems["y"] <= 320
    assert page.locator(".filters").get_attribute("open") is not None


def test_the_footer_of_a_printed_event_needs_no_extra_sheet(public_paths, visitor, sheets):
    upcoming = next(entry for entry in entries(clock.now(), clock.now() + timedelta(days=14)) if not entry.is_cancelled)
    page = visitor(js=False)
    for path in ("/", upcoming.url):
        assert page.goto(path).ok, path
        printed = sheets(page)
        assert len(printed) <= 3
        assert page.url in "".join(printed)
        assert len(printed[-1].split()) > 40, printed[-1]
