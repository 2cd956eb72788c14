"""The Content Security Policy of every answer, put together once instead of twice for each.

Only an answer with wishes of its own, such as a word for its scripts (nonce), needs more; django-csp does those.
"""

from functools import cache

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings


class PolicyMiddleware(CSPMiddleware):
    """django-csp's, with a shortcut for the answers that are all alike."""

    def process_response(self, request, response):
        if _has_wishes(request, response):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, _plain_policy())
        # A word that is asked for from now on would stand in no header.
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)
        return response


def _has_wishes(request, response):
    if settings.DEBUG or getattr(request, "_csp_nonce", None):
        return True
    return any(name.startswith("_csp") for name in vars(response))


@cache
def _plain_policy():
    return build_policy()
