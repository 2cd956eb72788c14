"""The Content-Security-Policy header, built once instead of twice per response.

Only responses with exceptions of their own, such as a nonce, are left to django-csp.
"""

from functools import cache

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings


class PolicyMiddleware(CSPMiddleware):
    """django-csp's middleware with a shortcut for responses without exceptions."""

    def process_response(self, request, response):
        if _has_wishes(request, response):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, _plain_policy())
        # A nonce requested after this point would not appear in the header.
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)
        return response


def _has_wishes(request, response):
    if settings.DEBUG or getattr(request, "_csp_nonce", None):
        return True
    return any(name.startswith("_csp") for name in vars(response))


@cache
def _plain_policy():
    return build_policy()
