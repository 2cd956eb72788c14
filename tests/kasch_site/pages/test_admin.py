"""Pages in the admin; pages with a fixed role are not deleted accidentally."""

import pytest
from django.contrib.auth.models import Group as Role

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import EDITORS, LEAD
from kasch_site.common.sections import section
from kasch_site.pages.models import BarrierReport, Page
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db
LIST = "/admin/pages/page/"


def member(client, role):
    user = User.objects.create_user(role.lower(), is_staff=True)
    user.groups.add(Role.objects.get(name=role))
    client.force_login(user)
    return user


@pytest.fixture
def lead(house, client):
    return member(client, LEAD)


def typed(**fields):
    return {
        "title": "Über uns", "summary": "", "body": "<p>Hallo</p>", "slug": "", "language": "de", "menu": "none",
        "menu_name": "", "order": "0", "role": "", "status": "draft", "publish_at_0": "", "publish_at_1": "", **fields,
    }  # fmt: skip


def test_a_new_page_gets_its_slug_from_its_title(client, lead):
    assert client.post(f"{LIST}add/", typed(_save="")).status_code == 302
    assert Page.objects.get().slug == "ueber-uns"


def test_saving_can_redirect_to_the_preview(client, lead):
    response = client.post(f"{LIST}add/", typed(_preview=""))
    assert response["Location"] == f"{LIST}{Page.objects.get().pk}/vorschau/"
    response = client.post(f"{LIST}{Page.objects.get().pk}/change/", typed(slug="ueber-uns", _preview=""))
    assert response["Location"].endswith("/vorschau/")


@pytest.mark.parametrize("slug", ["kontakt", "veranstaltungen", "2026", "en"])
def test_an_unusable_slug_is_refused(client, lead, slug):
    response = client.post(f"{LIST}add/", typed(slug=slug))
    assert response.status_code == 200
    assert parse(response).one("div", class_="field-slug").all("ul", class_="errorlist")


def test_pages_are_published_and_withdrawn_from_the_list(client, lead):
    pages = [Page.objects.create(title=title).pk for title in ("Eins", "Zwei")]
    client.post(LIST, {"action": "publish", "_selected_action": pages})
    assert Page.objects.published().count() == 2
    confirmation = client.post(LIST, {"action": "withdraw", "_selected_action": pages[:1]})
    assert "Wenn Sie ja sagen, verschwindet das hier von der Website:" in confirmation.text
    assert "<li>Eins</li>" in confirmation.text
    assert Page.objects.published().count() == 2
    client.post(LIST, {"action": "withdraw", "_selected_action": pages[:1], "_confirmed": "yes"})
    assert [page.title for page in Page.objects.published()] == ["Zwei"]


def test_a_page_with_a_fixed_role_is_not_deleted_accidentally(client, lead):
    page = Page.objects.create(title="Impressum", role=Page.Role.IMPRINT)
    other = Page.objects.create(title="Andere")
    response = client.post(f"{LIST}{page.pk}/delete/", {"post": "yes"}, follow=True)
    assert "nehmen Sie ihr zuerst diese Aufgabe" in response.content.decode()
    chosen = {"action": "delete_selected", "_selected_action": [page.pk, other.pk], "post": "yes"}
    assert "nehmen Sie ihr zuerst diese Aufgabe" in client.post(LIST, chosen, follow=True).content.decode()
    assert list(Page.objects.all()) == [page]
    client.post(f"{LIST}{page.pk}/change/", typed(title="Impressum", slug="impressum"))
    client.post(f"{LIST}{page.pk}/delete/", {"post": "yes"})
    assert not Page.objects.exists()


def texts(user):
    return [todo.text for todo in section("pages").todo(user)]


def test_tasks_list_missing_pages_placeholders_drafts_and_barriers(client, lead):
    assert texts(lead) == [
        f"Die Seite „{name}“ fehlt oder ist noch nicht veröffentlicht."
        for name in ("Impressum", "Datenschutz", "Barrierefreiheit", "Haftungsausschluss")
    ]
    for role in ("imprint", "privacy", "accessibility", "disclaimer"):
        Page.objects.create(title=role, role=role, status=Page.Status.PUBLISHED)
    assert texts(lead) == []
    Page.objects.filter(role="imprint").update(body="<p><mark>Registernummer</mark> <mark>Vorstand</mark></p>")
    Page.objects.create(title="Sommerfest")
    BarrierReport.objects.create(description="Die Tür klemmt.")
    assert texts(lead) == [
        "Jemand hat eine Barriere gemeldet.",
        "Auf der Seite „imprint“ fehlen noch 2 Angaben.",
        "Die Seite „Sommerfest“ ist ein Entwurf.",
    ]
    assert section("pages").todo(lead)[0].urgent
    assert texts(User.objects.create_user("gast", is_staff=True)) == []


def test_each_task_links_to_the_page_that_resolves_it(client, lead):
    Page.objects.create(title="Datenschutz", role="privacy")
    BarrierReport.objects.create(description="Die Tür klemmt.")
    for item in [*section("pages").todo(lead), *section("pages").first_steps(), *section("pages").quick_actions(lead)]:
        assert client.get(item.url).status_code == 200
    add = next(todo.url for todo in section("pages").todo(lead) if "Impressum" in todo.text)
    form = parse(client.get(add))
    assert form.one("input", name="title")["value"] == "Impressum"
    assert form.one("option", value="imprint").get("selected") is not None


def test_first_steps_are_completed_when_the_pages_are_published(client, lead):
    assert [step.is_done for step in section("pages").first_steps()] == [False] * 4
    Page.objects.create(title="Impressum", role="imprint", status=Page.Status.PUBLISHED)
    assert [step.is_done for step in section("pages").first_steps()] == [True, False, False, False]


def test_a_barrier_is_resolved_and_reopened(client, house):
    member(client, EDITORS)
    report = BarrierReport.objects.create(description="Die Tür klemmt.", contact="0123 456")
    address = f"/admin/pages/barrierreport/{report.pk}/change/"
    assert "Die Tür klemmt." in parse(client.get(address)).one("main").text
    client.post(address, {"_settle": ""})
    assert not BarrierReport.objects.open().exists()
    client.post(address, {"_reopen": ""})
    assert BarrierReport.objects.open().exists()
    client.post("/admin/pages/barrierreport/", {"action": "settle", "_selected_action": [report.pk]})
    assert not BarrierReport.objects.open().exists()
    assert client.get("/admin/pages/barrierreport/add/").status_code == 403
