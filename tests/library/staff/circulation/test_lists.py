"""What to fetch, what is ready, what is overdue, the state of a copy; and the first page of the library's people."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils.formats import date_format

from kasch_site.accounts.roles import EDITORS, LIBRARY
from kasch_site.common import clock
from library.circulation import purchase_requests
from library.circulation.loans import loans
from library.models import Copy, Hold, LendingRules, Loan, SwapItem
from library.staff import todo

pytestmark = pytest.mark.django_db
DESK = "/admin/library/desk/"


def _text(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_copies_to_fetch_are_listed_by_shelf(volunteer, make_copy, make_title, reserve):
    assert "Nichts zu holen" in _text(volunteer, f"{DESK}holen/")
    last, first = make_copy(make_title("Momo"), shelf="Roman Z"), make_copy(make_title("Tschick"), shelf="Roman A")
    make_copy(make_title("Krabat"))
    for copy in (last, first):
        reserve(copy.title)
    page = _text(volunteer, f"{DESK}holen/")
    assert page.index("Roman A") < page.index("Roman Z")
    assert "Krabat" not in page


def test_the_list_of_ready_copies_names_person_and_day(volunteer, make_copy, reserve):
    copy = make_copy()
    reserve(copy.title)
    loans.take_back(copy)
    page = _text(volunteer, f"{DESK}abholfach/")
    assert "Herr Muster" in page and "Krabat" in page


def test_overdue_loans_are_listed_with_the_contact(volunteer, make_copy, make_patron):
    loan = loans.lend(make_copy(), make_patron(phone="0371 33 50 520")).loan
    assert "Nichts ist überfällig" in _text(volunteer, f"{DESK}ueberfaellig/")
    Loan.objects.filter(pk=loan.pk).update(due_on=clock.today() - timedelta(days=1))
    page = _text(volunteer, f"{DESK}ueberfaellig/")
    assert "0371 33 50 520" in page and "Krabat" in page


def test_withdrawing_shows_the_effects_and_asks_for_confirmation(volunteer, make_copy, make_patron, reserve):
    copy = make_copy()
    hold = reserve(copy.title)
    address = f"{DESK}exemplar/{copy.pk}/"
    page = volunteer.post(address, {"state": "withdrawn"}).content.decode()
    assert "1 Person wartet darauf" in page
    copy.refresh_from_db()
    assert copy.state == Copy.State.IN_USE, "nothing changes before the answer"
    volunteer.post(address, {"state": "withdrawn", "confirmed": "1"})
    copy.refresh_from_db(), hold.refresh_from_db()
    assert (copy.state, copy.withdrawn_on, hold.state) == ("withdrawn", clock.today(), "cancelled")


def test_a_lent_copy_cannot_be_marked_missing(volunteer, make_copy, make_patron):
    copy = make_copy()
    loans.lend(copy, make_patron())
    address = f"{DESK}exemplar/{copy.pk}/"
    page = volunteer.post(address, {"state": "lost", "confirmed": "1"}, follow=True).content.decode()
    assert "nicht vermisst" in page
    copy.refresh_from_db()
    assert copy.state == Copy.State.IN_USE


def test_a_copy_in_repair_is_ready_for_nobody(volunteer, make_copy, make_title, reserve):
    title = make_title()
    copy = make_copy(title)
    make_copy(title)
    hold = reserve(title)
    loans.take_back(copy)
    address = f"{DESK}exemplar/{copy.pk}/"
    assert "Es liegt für Herrn Muster bereit" in volunteer.post(address, {"state": "repair"}).content.decode()
    volunteer.post(address, {"state": "repair", "confirmed": "1"})
    hold.refresh_from_db()
    assert (hold.state, hold.copy) == (Hold.State.WAITING, None)


def test_the_rules_are_one_record_for_the_lead(volunteer, admin_client):
    assert volunteer.get("/admin/library/lendingrules/", follow=True).status_code == 200
    answers = {"loan_days": 21, "max_renewals": 1, "max_loans": 5, "max_holds": 3, "pickup_days": 2, "reminder_days": 3}
    admin_client.post("/admin/library/lendingrules/add/", {**answers, "_save": "1"})
    assert LendingRules.current().loan_days == 21


def test_tasks_are_those_of_today(volunteer, make_copy, make_patron, reserve):
    user = get_user_model().objects.get(username="tresen")
    assert todo.todo(user) == []
    reserve(make_copy().title)
    loan = loans.lend(make_copy(), make_patron()).loan
    Loan.objects.filter(pk=loan.pk).update(due_on=clock.today() - timedelta(days=1))
    assert [task.count for task in todo.todo(user)] == [1, 1]
    assert todo.todo(get_user_model().objects.create_user("wer", is_staff=True)) == []


@pytest.mark.parametrize("roles, address", [([LIBRARY], DESK), ([LIBRARY, EDITORS], "/admin/"), ([], "/admin/")])
def test_the_desk_is_the_first_page_of_the_library(client, house, roles, address):
    user = get_user_model().objects.create_user("lisa", password="geheim-genug-1", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=roles))
    response = client.post("/admin/login/", {"username": "lisa", "password": "geheim-genug-1"})
    assert response.url == address


@pytest.fixture
def put_aside(make_copy, reserve):
    copy = make_copy()
    hold = reserve(copy.title)
    loans.take_back(copy)
    hold.refresh_from_db()
    return copy, hold


def _pages(copy):
    return [reverse("admin:library_copy_change", args=[copy.pk]), reverse("admin:library_copy_state", args=[copy.pk])]


def test_a_copy_put_aside_shows_person_and_days(opening_hours, volunteer, put_aside):
    copy, hold = put_aside
    assert hold.ready_on == clock.today()
    for address in _pages(copy):
        text = " ".join(volunteer.get(address).content.decode().split())
        assert "Herr Muster" in text and f"seit {date_format(hold.ready_on, 'l, j. F')}" in text
        assert f"bis {date_format(hold.pickup_until, 'l, j. F')}" in text
    assert date_format(hold.ready_on, "D, j. F") in volunteer.get(reverse("admin:library_ready")).content.decode()


def test_the_person_of_a_hold_is_shown_only_with_permission(client, django_user_model, put_aside):
    user = django_user_model.objects.create_user("etiketten", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["view_copy", "change_copy"]))
    client.force_login(user)
    for address in _pages(put_aside[0]):
        text = client.get(address).content.decode()
        assert "Liegt für jemanden bereit" in text and "Muster" not in text


def test_a_lent_copy_shows_the_due_date_and_no_person(volunteer, make_copy, make_patron):
    copy = make_copy()
    loans.lend(copy, make_patron())
    for address in _pages(copy):
        text = volunteer.get(address).content.decode()
        assert "Ausgeliehen bis" in text and "Frau Beispiel" not in text


def test_a_book_on_the_swap_shelf_and_its_purchase_request_link_to_each_other(volunteer, house):
    fields = {"text": "Krabat", "name": "Frau Sucht", "email": "sucht@example.org", "ends_on": clock.today()}
    wish, other = (
        purchase_requests.create(uuid4(), **fields),
        purchase_requests.create(uuid4(), **{**fields, "text": "Momo"}),
    )
    add = "/admin/library/swapitem/add/"
    today = clock.today().isoformat()
    volunteer.post(add, {"text": "Krabat, Preußler", "came_on": today, "gone_on": ""}, follow=True)
    item = SwapItem.objects.get()
    address_of = "/admin/library/{}/{}/change/".format
    page = _text(volunteer, address_of("swapitem", item.pk))
    assert address_of("purchaserequest", wish.pk) in page
    assert address_of("purchaserequest", other.pk) not in page
    for address in ("/admin/library/purchaserequest/", address_of("purchaserequest", wish.pk)):
        assert address_of("swapitem", item.pk) in _text(volunteer, address)


def test_the_swap_shelf_shows_names_of_requests_only_with_permission(client, django_user_model, house):
    item = SwapItem.objects.create(text="Krabat", came_on=clock.today())
    user = django_user_model.objects.create_user("tausch", password="x", is_staff=True)
    rights = Permission.objects.filter(codename__in=["view_swapitem", "change_swapitem"])
    user.user_permissions.set(rights)
    client.force_login(user)
    assert "Wer danach gesucht hat" not in _text(client, f"/admin/library/swapitem/{item.pk}/change/")
    user.user_permissions.add(Permission.objects.get(codename="view_purchaserequest"))
    assert "Wer danach gesucht hat" in _text(client, f"/admin/library/swapitem/{item.pk}/change/")
