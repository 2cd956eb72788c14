"""The admin index, its texts, fields and accounts."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.admin.utils import label_for_field
from django.contrib.auth.models import Group as Role
from django.forms.utils import pretty_name
from django.urls import reverse

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import EDITORS, LEAD
from kasch_site.groups.models import Group
from kasch_site.pages.models import Page
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db


def member(name, *roles, **fields):
    user = User.objects.create_user(name, is_staff=True, **fields)
    user.groups.add(*Role.objects.filter(name__in=roles))
    return user


@pytest.fixture
def lead(house):
    return member("erika", LEAD)


def test_the_admin_index_lists_tasks_and_frequent_actions(client, lead):
    Page.objects.create(title="Über uns")
    client.force_login(lead)
    page = parse(client.get("/admin/"))
    assert page.one("h1").text == "Was zu tun ist"
    todos = page.one("ul", class_="todos")
    assert "Die Seite „Über uns“ ist ein Entwurf." in todos.text
    assert "wichtig" in todos.all("li")[0].text
    assert "Seite schreiben" in page.one("ul", class_="quick-actions").text
    assert page.one("ol", class_="steps").all("li")


def test_recent_actions_list_each_record_once_and_deleted_ones_without_link(client, lead):
    kept, gone = Page.objects.create(title="Über uns"), Page.objects.create(title="Altes")
    other = member("berta", LEAD)
    for pages, user, flag in [([kept], lead, CHANGE), ([kept], lead, CHANGE), ([gone], lead, CHANGE)]:
        LogEntry.objects.log_actions(user.pk, pages, flag, "", single_object=True)
    LogEntry.objects.log_actions(other.pk, [gone], DELETION, "", single_object=True)
    client.force_login(lead)
    recent = parse(client.get("/admin/")).one("ul", class_="recent")
    assert [link.text for link in recent.all("a")] == ["Über uns"]
    assert recent.text.count("Altes (gelöscht)") == 1


def test_a_user_without_a_role_reads_whom_to_ask(client, house):
    client.force_login(member("gast"))
    page = parse(client.get("/admin/"))
    assert "Alles erledigt" in page.one("main").text and "Bitten Sie die Leitung" in page.one("main").text
    assert not page.all("ul", class_="quick-actions")


def test_sections_are_listed_in_the_order_of_the_website(client, lead):
    client.force_login(lead)
    headings = [heading.text for heading in parse(client.get("/admin/")).one("div", class_="area-list").all("h2")]
    assert headings.index("Gruppen") < headings.index("Seiten") < headings.index("Bilder")
    assert headings[-2:] == ["Bilder", "Konten"]


ENGLISH = re.compile(r"\b(the|and|server time|select|change|delete|save|user|password-based|welcome|models?)\b", re.I)


def test_forms_and_lists_are_in_german(client, lead):
    lead.is_superuser = True
    lead.save()
    client.force_login(lead)
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for address in (reverse(f"{name}_changelist"), reverse(f"{name}_add")):
            response = client.get(address)
            if response.status_code == 200:
                text = re.sub(r"https?://\S+", "", parse(response).one("main").text)
                assert not ENGLISH.search(text), (address, ENGLISH.search(text))


def test_every_column_that_is_no_field_has_a_label_of_its_own(lead, rf):
    request = rf.get("/admin/")
    request.user = lead
    for model, options in admin.site._registry.items():
        names = [*options.get_list_display(request), *options.get_readonly_fields(request)]
        fields = {field.name for field in model._meta.get_fields()}
        for name in {str(word) for word in names if word not in fields and isinstance(word, str)} - {"__str__"}:
            label = str(label_for_field(name, model, options))
            assert label != pretty_name(name), (model.__name__, name)


def test_no_admin_page_has_an_inline_script_or_style(client, lead):
    client.force_login(lead)
    group = Group.objects.create(name="Chor", summary="Wir singen.")
    for address in (
        "/admin/",
        "/admin/pages/page/add/",
        f"/admin/groups/group/{group.pk}/change/",
        "/admin/common/picture/",
    ):
        response = client.get(address)
        nonce = re.search(r"'nonce-([^']+)'", response["Content-Security-Policy"])
        for script in parse(response).all("script"):
            assert "src" in script.attrs or script.get("nonce") == nonce[1]
        assert "unsafe" not in response["Content-Security-Policy"]
        assert not re.search(r"<style|\sstyle=|\son\w+=", response.content.decode())


@pytest.mark.parametrize("day", ["2026-12-24", "24.12.2026", "24.12.26"])
def test_dates_are_accepted_as_browsers_send_them_and_as_people_type_them(client, lead, day):
    client.force_login(lead)
    page = Page.objects.create(title="Weihnachten", body="<p>Frohes Fest</p>")
    data = {
        "title": "Weihnachten", "slug": "weihnachten", "language": "de", "menu": "none", "order": "0", "role": "",
        "status": "published", "publish_at_0": day, "publish_at_1": "18:00", "body": page.body,
    }  # fmt: skip
    assert client.post(f"/admin/pages/page/{page.pk}/change/", data).status_code == 302
    page.refresh_from_db()
    assert page.publish_at == datetime(2026, 12, 24, 17, tzinfo=UTC)
    form = parse(client.get(f"/admin/pages/page/{page.pk}/change/"))
    assert form.one("input", name="publish_at_0")["value"] == "2026-12-24"
    assert (form.one("input", name="publish_at_0")["type"], form.one("input", name="publish_at_1")["type"]) == (
        "date",
        "time",
    )


NEW = {
    "username": "neu",
    "first_name": "Neue",
    "last_name": "Person",
    "password1": "sehr-lang-39-x",
    "password2": "sehr-lang-39-x",
}


def test_the_lead_creates_an_account_with_a_role(client, lead):
    client.force_login(lead)
    role = Role.objects.get(name=EDITORS)
    response = client.post("/admin/accounts/user/add/", {**NEW, "groups": [role.pk]})
    assert response.status_code == 302
    account = User.objects.get(username="neu")
    assert account.is_staff and not account.is_superuser and list(account.groups.all()) == [role]


def test_the_lead_can_grant_only_roles(client, lead):
    client.force_login(lead)
    other_role = Role.objects.create(name="Technik")
    data = {**NEW, "groups": [other_role.pk]}
    assert client.post("/admin/accounts/user/add/", data).status_code == 200
    account = member("otto")
    forged = {"username": "otto", "is_active": "on", "is_superuser": "on", "user_permissions": ["1"]}
    assert client.post(f"/admin/accounts/user/{account.pk}/change/", forged).status_code == 302
    account.refresh_from_db()
    assert not account.is_superuser and not account.user_permissions.exists()


def test_the_lead_cannot_change_a_superuser(client, lead):
    client.force_login(lead)
    superuser = User.objects.create_superuser("chefin", password="alt-und-geheim-1")
    assert "chefin" not in client.get("/admin/accounts/user/").content.decode()
    for action, status in (("change", 302), ("password", 404), ("delete", 403)):
        address = f"/admin/accounts/user/{superuser.pk}/{action}/"
        response = client.post(address, {"password1": "sehr-lang-39-x", "password2": "sehr-lang-39-x"})
        assert response.status_code == status
    superuser.refresh_from_db()
    assert superuser.is_superuser and superuser.check_password("alt-und-geheim-1")


def test_editors_cannot_manage_accounts(client, house):
    client.force_login(member("erwin", EDITORS))
    assert client.get("/admin/accounts/user/").status_code == 403
    assert client.get("/admin/accounts/role/").status_code == 403


def test_default_texts_of_django_for_accounts_are_replaced():
    assert Role not in admin.site._registry and User in admin.site._registry
    assert str(User._meta.verbose_name_plural) == "Konten"


def test_a_forbidden_page_is_explained_in_german(client, house):
    client.force_login(member("gast"))
    response = client.get("/admin/pages/page/")
    assert response.status_code == 403
    assert parse(response).one("h1").text == "Dafür fehlt Ihnen die Erlaubnis"
