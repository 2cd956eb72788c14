"""A view receives only the parameters that it declares."""

import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver, path

from kasch_site.common.forms.query_params import MAX_VALUE_LENGTH, allowed_query_params, drop_unknown_params
from tests.support.guards.own_code import sources

# Read by staff alone, whose requests pass by the memory.
# Its address exists only where the post is shown (`settings.IS_DEMO`), and its pages are kept by nobody.
ONLY_IN_THE_DEMO = {"suche"}
OF_STAFF = {"vorschau"}
_READ = re.compile(r"""request\.GET(?:\.get\(|\[)\s*"([^"]+)"|"([^"]+)"\s+(?:not )?in request\.GET""")


@allowed_query_params("ab", "q")
def declared(request):
    return HttpResponse()


urlpatterns = [path("a/", declared), path("b/", lambda request: HttpResponse())]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("url", "query"),
    [
        ("/a/?q=b&ab=a", "ab=a&q=b"),
        ("/a/?x=1&q=%C3%A4&q=", "q="),
        ("/a/?q=%C3%A4%20%26", "q=%C3%A4+%26"),
        ("/a/?Q=1&q%00=2&=3", ""),
        ("/b/?q=1", ""),
        ("/a/?q=" + "x" * 5000, "q=" + "x" * MAX_VALUE_LENGTH),
        ("/nirgends/?q=1&x=2", "q=1&x=2"),
    ],
)
def test_the_query_string_is_normalised(url, query):
    request = RequestFactory().get(url)
    drop_unknown_params(request)
    assert request.META["QUERY_STRING"] == query
    assert request.GET.urlencode() == query
    assert request.get_full_path() == url.partition("?")[0] + (f"?{query}" if query else "")


def test_every_parameter_used_in_the_code_is_declared():
    read = {
        name
        for file in sources()
        if not {"admin", "staff"} & {*file.parts, file.name.partition("_")[0].removesuffix(".py")}
        and not file.name.endswith("_admin.py")
        for names in _READ.findall(file.read_text())
        for name in names
        if name
    }
    assert {"ab", "q", "ruhig"} <= read
    assert read - OF_STAFF - ONLY_IN_THE_DEMO <= set().union(*(view_parameters()))


def view_parameters():
    """Return the declared parameters of each view."""
    for pattern in all_patterns(get_resolver().url_patterns):
        yield getattr(pattern.callback, "allowed_query_params", ())


def all_patterns(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from all_patterns(pattern.url_patterns)
        else:
            yield pattern
