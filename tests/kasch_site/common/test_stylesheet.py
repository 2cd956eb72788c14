"""The combined stylesheet equals its parts."""

import re

import pytest
import rcssmin
import tinycss2

from kasch_site.common import stylesheet

PARTS = [path for name in stylesheet.BUNDLES for path in stylesheet.parts(name)]


def selectors(css):
    """Return every selector of a stylesheet, including nested rules, without optional spaces."""
    result = []
    for rule in tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            result.append(re.sub(r"\s*([>+~,()])\s*", r"\1", tinycss2.serialize(rule.prelude).strip()))
        if getattr(rule, "content", None):
            result += selectors(rule.content)
    return result


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_minifying_changes_no_selector(path):
    """The minifier removes the space in "nav :is(a, b)", which changes its meaning; write "nav *:is(a, b)"."""
    css = path.read_text()
    assert selectors(rcssmin.cssmin(css)) == selectors(css)


def test_a_missing_space_is_detected():
    css = "@layer components { nav :is(a, b) { color: red } }"
    assert selectors(rcssmin.cssmin(css)) != selectors(css)
