"""The baseline: a bare Django view under CommonMiddleware that returns a constant, already compressed page."""

import os

import brotli
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    DEBUG=False,
    USE_TZ=True,
)
django.setup()

# As many bytes as the page it is compared with.
SIZE = int(os.environ.get("BARE_BYTES", "6000"))
PAGE = brotli.compress(os.urandom(SIZE * 3 // 4).hex().encode())[:SIZE].ljust(SIZE, b"\0")


def constant(request, **_date):
    return HttpResponse(PAGE, content_type="text/html; charset=utf-8", headers={"Content-Encoding": "br"})


urlpatterns = [path("", constant), path("veranstaltungen/<int:year>/<int:month>/", constant)]
application = get_wsgi_application()
