"""Lines of templates are short: one tag or sentence each."""

import re

import pytest

from tests.support.guards.own_code import ROOT, name

TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
LONGEST = 120
# A tag of Django must be on one line; a sentence in {% blocktranslate trimmed %} may be on several.
_ONE_TAG = re.compile(r"\{% (?!(?:translate|blocktranslate|plural) )(?:(?!%\}).)+ %\}|\{\{ (?:(?!\}\}).)+ \}\}")
# White space in a URL, a name or a title is part of it; between classes and in a drawing it is irrelevant.
_VALUE = r'"(?:\{%.*?%\}|\{\{.*?\}\}|[^"{])*"'
_ONE_ATTRIBUTE = re.compile(rf"(?:<[a-z]+ )?(?!(?:class|d)=)[a-z:-]+={_VALUE}/?>?")


def too_long(text):
    """Return the numbers of lines that are too long and could be split."""
    lines = enumerate(text.splitlines(), 1)
    return {number: line for number, line in lines if len(line) > LONGEST and not _cannot_be_broken(line.strip())}


def _cannot_be_broken(line):
    return bool(_ONE_TAG.fullmatch(line) or _ONE_ATTRIBUTE.fullmatch(line))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_line_of_a_template_is_too_long(path):
    assert too_long(path.read_text()) == {}


@pytest.mark.parametrize(
    "line",
    [
        "{% include 'x.html' with " + "a=b " * 40 + "%}",
        "{{ title|default:'" + "x" * 120 + "' }}",
        '<a href="{% url "x" %}?' + "{% if a %}a=b&amp;{% endif %}" * 5 + '">',
        'aria-label="{{ name }} ' + "und so weiter " * 10 + '">',
    ],
)
def test_a_line_that_cannot_be_split_may_be_long(line):
    assert len(line) > LONGEST
    assert too_long(f"<p>\n    {line}\n</p>") == {}


@pytest.mark.parametrize(
    "line",
    [
        "{% if a %}{% include 'x.html' with " + "a=b " * 40 + "%}",
        '{% translate "' + "Ein Satz. " * 12 + '" %}',
        "{# " + "A comment. " * 12 + "#}",
        '<a href="' + "x" * 90 + '">{% translate "Alle zeigen" %}</a>',
        '<a class="btn" href="' + "x" * 120 + '">',
        '<p class="' + "one " * 30 + '">',
        "Ein Satz. " * 12,
    ],
)
def test_a_long_line_that_can_be_split_is_detected(line):
    assert list(too_long(f"<p>\n    {line}\n</p>")) == [2]
