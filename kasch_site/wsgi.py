"""The WSGI entry point for the application server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kasch_site.settings.production")
django_application = get_wsgi_application()

from kasch_site.accounts.demo_accounts import refuse_demo_accounts  # noqa: E402 - needs the apps loaded
from kasch_site.common.middleware.charset import utf8_only  # noqa: E402

refuse_demo_accounts()
application = utf8_only(django_application)
