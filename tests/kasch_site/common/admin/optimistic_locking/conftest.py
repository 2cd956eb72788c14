"""Two members of staff with a browser each, who edit the same records."""

import pytest
from django.test import Client
from django.urls import reverse

from kasch_site.accounts.models import User
from tests.support.browser.browser_forms import form_on
from tests.support.browser.markup import parse


class Staff:
    """A browser that opens pages and submits their forms."""

    def __init__(self, user):
        self.client, self.user = Client(), user
        self.log_in()

    def log_in(self):
        self.client.force_login(self.user)

    def open(self, address, form_id=""):
        """Open a page and return its form."""
        return OpenForm(self, address, form_on(self.client.get(address), form_id))

    def record(self, record):
        opts = record._meta
        return self.open(
            reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk]), f"{opts.model_name}_form"
        )

    def new(self, model):
        opts = model._meta
        return self.open(reverse(f"admin:{opts.app_label}_{opts.model_name}_add"), f"{opts.model_name}_form")

    def list_of(self, model, query=""):
        opts = model._meta
        return self.open(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist") + query, "changelist-form")


class OpenForm:
    """A form in a browser: `send` may be repeated, as after "Back"."""

    def __init__(self, staff, address, fields):
        self.staff, self.address, self.fields = staff, address, fields

    def send(self, *, button="_save", **changes):
        """Send the form with changed fields; double underscores in names stand for dashes, None unticks a box."""
        changes = {name.replace("__", "-"): value for name, value in changes.items()}
        sent = {**self.fields, button: ["1"]}
        for name, value in changes.items():
            sent[name] = value if isinstance(value, list) else [value]
            if value is None:
                del sent[name]
        return self.staff.client.post(self.address, sent)

    def shown_again(self, response, form_id):
        """Return the form as shown in the response."""
        return OpenForm(self.staff, self.address, form_on(response, form_id))


def conflicts_in(response):
    """Return the labels of conflicts, each with both texts and the name of its radio buttons."""
    conflicts = {}
    for box in parse(response).all("fieldset", class_="conflict"):
        texts = [quote.text for quote in box.all("blockquote")]
        conflicts[box.one("legend").text] = (*texts, box.all("input")[0]["name"])
    return conflicts


@pytest.fixture
def ada(house):
    return Staff(User.objects.create_superuser("ada", password="x", first_name="Ada"))


@pytest.fixture
def erika(house):
    return Staff(User.objects.create_superuser("erika", password="x", first_name="Erika"))
