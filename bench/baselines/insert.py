"""The baseline for a registration: a bare Django view that inserts one row under a unique constraint."""

import os
from uuid import uuid4

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

from kasch_site.settings import env

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    DATABASES={"default": env.database(default=os.environ["DATABASE_URL"])},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DEBUG=False,
    USE_TZ=True,
)
django.setup()

from django.db import connection, models  # noqa: E402


class Row(models.Model):
    """The inserted row."""

    token = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        app_label = "bench"

    def __str__(self):
        return self.token


def insert(request):
    Row.objects.create(token=uuid4().hex, name=request.POST.get("name", ""))
    return HttpResponse("ok")


def make_table():
    """Create the table before the server is measured."""
    with connection.schema_editor() as editor:
        editor.create_model(Row)


urlpatterns = [path("insert/", insert)]
application = get_wsgi_application()
if Row._meta.db_table not in connection.introspection.table_names():
    make_table()
