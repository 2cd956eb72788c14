"""Each form of the administration that somebody types into goes on after a login, as it was and without saving."""

import pytest

from kasch_site.accounts.models import User
from kasch_site.common.admin.shown_again import BACK_TO_FORM
from kasch_site.common.admin.unsaved.account import ACCOUNT
from tests.support.browser.browser_forms import fields_of
from tests.support.browser.markup import parse
from tests.support.database.recorded import record
from tests.support.pages.address_examples import examples
from tests.support.pages.addresses import addresses

pytestmark = pytest.mark.pages

TYPED = {
    "text": "Pflaumenmus",
    "search": "Pflaumenmus",
    "number": "7",
    "email": "pflaume@example.org",
    "tel": "0371 5550123",
    "url": "https://example.org/pflaume",
    "date": "2026-12-24",
    "time": "10:15",
}
# Passwords are never shown again. One scan is repeated in a second; the number of labels is a default.
WITHOUT = {
    "admin:login",
    "admin:password_change",
    "admin:auth_user_password_change",
    "admin:library_desk_changelist",
    "admin:library_stocktake_change",
    "admin:library_labels",
}
# Reading personal data is written down, whether the form is shown once or twice.
WRITTEN = {"django_session", "counselling_accesslogentry"}


@pytest.fixture
def forms(client, demo_house):
    """Return the forms that somebody types into, with their pages: one of each route and id."""
    client.force_login(User.objects.create_superuser("ada", password="x"))
    found = {}
    for address in addresses(examples()):
        if address.route.is_staff and address.route.name not in WITHOUT:
            page = client.get(address.path)
            if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
                for form in parse(page).all("form", method="post"):
                    if typed_into(form):
                        found.setdefault((address.route.name, form.get("id", "")), (address.path, form))
    return found


def typed_into(form):
    """Return names and values of what somebody types into each empty or filled field."""
    values = {}
    for element in form:
        name, kind = element.get("name"), element.get("type", "text")
        if name and "__prefix__" not in name and "readonly" not in element.attrs:
            if element.tag == "textarea":
                values[name] = TYPED["text"]
            elif element.tag == "input" and kind in TYPED:
                values[name] = TYPED[kind]
    return values


def values_of_button(form):
    """Return what the button of the form sends; of a list without fields, an action on its first record."""
    rows = form.all("input", name="_selected_action")
    if form.get("id") != "changelist-form":
        return {button["name"]: button.get("value", "") for button in form.all("button", name=True)[:1]}
    if form.all("input", name="_save"):
        return {"_save": "1"}
    action = next(option["value"] for option in form.one("select", name="action").all("option") if option["value"])
    return {"action": action, "index": "0", "_selected_action": rows[0]["value"]}


def shown_in(page):
    """Return the values of all fields of a page, hidden ones too."""
    values = {}
    for element in page:
        if element.tag in ("input", "textarea") and element.get("name"):
            values.setdefault(element["name"], []).append(element.get("value", "") or element.text)
    return values


def has_button(form):
    """Return whether a form can be sent with a button."""
    return form.all("input", type="submit") or [
        button for button in form.all("button") if button.get("type") != "button"
    ]


def test_each_form_has_a_button_and_goes_on_with_what_was_typed_and_writes_nothing(client, forms):
    before, lost = record(), {}
    for (route, _form_id), (path, form) in forms.items():
        assert has_button(form), route
        if form.get("action", "") not in ("", path):
            continue  # a step that leads to another page, such as looking up an ISBN
        typed = typed_into(form)
        assert ACCOUNT in fields_of(form), route
        page = client.post(path, {**fields_of(form), **typed, **values_of_button(form), BACK_TO_FORM: "resumed"})
        shown = shown_in(parse(page)) if page.status_code == 200 else {}
        gone = [name for name, value in typed.items() if value not in shown.get(name, [])]
        if gone:
            lost[path] = (page.status_code, gone)
    assert not lost
    after = record()
    assert {table for table in after if after[table] != before[table]} <= WRITTEN
    assert len(forms) > 50
