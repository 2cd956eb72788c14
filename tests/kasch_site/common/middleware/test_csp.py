"""The Content Security Policy: what django-csp would say, whichever way it is put together."""

import pytest
from csp.constants import HEADER
from csp.decorators import csp_exempt, csp_replace
from csp.exceptions import CSPNonceError
from csp.middleware import CSPMiddleware
from django.http import HttpResponse

from kasch_site.common.middleware.csp import PolicyMiddleware


def plain(_request):
    return HttpResponse()


def with_a_word(request):
    return HttpResponse(str(request.csp_nonce))


def already_said(_request):
    return HttpResponse(headers={HEADER: "sandbox"})


@pytest.mark.parametrize("view", [plain, already_said, csp_exempt()(plain), csp_replace({"img-src": "*"})(plain)])
def test_each_answer_has_the_policy_that_django_csp_would_give_it(rf, view):
    ours, theirs = (each(view)(rf.get("/")).get(HEADER) for each in (PolicyMiddleware, CSPMiddleware))
    assert ours == theirs


def test_a_word_for_scripts_stands_in_the_policy_of_its_answer_alone(rf):
    answer = PolicyMiddleware(with_a_word)(rf.get("/"))
    assert f"'nonce-{answer.text}'" in answer[HEADER]
    assert "nonce" not in PolicyMiddleware(plain)(rf.get("/"))[HEADER]


def test_a_word_that_is_asked_for_too_late_is_an_error(rf):
    request = rf.get("/")
    PolicyMiddleware(plain)(request)
    with pytest.raises(CSPNonceError):
        str(request.csp_nonce)
