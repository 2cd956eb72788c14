"""All forms of the site as a browser sees them: the fields of every form on a page, and their targets.

Made from the addresses (`addresses`): a form on a page with a route is among them without being listed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django import forms
from django.db import transaction
from django.http import HttpResponse

from kasch_site.common.caching import versions
from tests.support.browser.markup import parse
from tests.support.database.recorded import changed_rows
from tests.support.pages.addresses import Address

NOT_SENT = {"csrfmiddlewaretoken", None, ""}


@dataclass(frozen=True)
class ShownForm:
    """A form of a page: the route of the page, the form's target, its method, and its fields with their values."""

    route: str
    action: str
    method: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()

    @property
    def names(self) -> set[str]:
        """Return the names of all fields."""
        return {name for name, _value in self.fields} | set(self.files)


def shown_forms(client, addresses: list[Address]) -> list[ShownForm]:
    """Return the forms on the pages at these URLs, and on the pages that result from submitting them empty."""
    forms_found = {}
    for address, response in responses_of(client, addresses):
        for form in forms_of(response, address):
            forms_found.setdefault((form.route, form.action, form.method, frozenset(form.names)), form)
    return list(forms_found.values())


def responses_of(client, addresses: list[Address]) -> Iterator[tuple[Address, HttpResponse]]:
    """Yield the responses of these URLs when they are read, and when their form is submitted empty; undo what it does.

    A client follows redirects, so forms that are made after the first step are made here too.
    """
    for address in addresses:
        for send in (client.get, client.post):
            number = changed_rows()
            with transaction.atomic():
                response = send(address.path, follow=True)
                is_changed = changed_rows() != number
                transaction.set_rollback(True)
            if is_changed:
                versions.clear_all()
            yield address, response


def forms_of(response, address: Address) -> Iterator[ShownForm]:
    """Return the forms on a page; none if the response is not a page."""
    if not response.get("Content-Type", "").startswith("text/html") or response.streaming:
        return
    shown_at = response.request["PATH_INFO"]
    for form in parse(response).all("form"):
        controls = [element for tag in ("input", "textarea", "select", "button") for element in form.all(tag)]
        files = {control.get("name") for control in controls if control.get("type") == "file"}
        fields = {field.get("name"): field.get("value", "") for field in controls if field.get("name") not in files}
        yield ShownForm(
            address.route.name,
            urlsplit(urljoin(f"http://testserver{shown_at}", form.get("action", ""))).path,
            form.get("method", "get").lower(),
            tuple(sorted((name, value) for name, value in fields.items() if name not in NOT_SENT)),
            tuple(sorted(files - NOT_SENT)),
        )


def form_classes(own: tuple[str, ...]) -> set[type[forms.BaseForm]]:
    """Return the form classes of the project that no other class of the project inherits from."""
    return {
        form_class
        for form_class in _below(forms.BaseForm)
        if form_class.__module__.startswith(own) and not _has_own(form_class, own)
    }


def _below(base):
    for form_class in base.__subclasses__():
        yield form_class
        yield from _below(form_class)


def _has_own(form, own):
    return any(form_class.__module__.startswith(own) for form_class in form.__subclasses__())
