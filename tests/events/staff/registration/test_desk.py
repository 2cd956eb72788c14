"""Registrations managed by staff at the desk, as editors."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Registration
from events.registration import registrations
from events.scheduling.generation import add_date
from kasch_site.accounts.roles import EDITORS
from kasch_site.common import clock
from kasch_site.messaging.delivery import manual_delivery as calls
from kasch_site.messaging.models import Message
from kasch_site.visitors import access_tokens, reference_codes

pytestmark = pytest.mark.django_db
DESK = "/admin/events/registration/"


@pytest.fixture
def editor(client, django_user_model):
    """Log in an editor; called again after moving the clock, because the session expires."""
    user = django_user_model.objects.create_user("redaktion", is_staff=True)
    user.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(user)
    return client


@pytest.fixture
def page(date):
    return reverse("admin:registration_date", args=[date.pk])


def text_of(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def change_page(row):
    return reverse("admin:events_registration_change", args=[row.pk])


def register_at_desk(client, page, **form_data):
    form = {"do": "register", "name": "Frau Weber", "people": "1", "contact": "0371 33 50 520", "number": uuid4()}
    return client.post(page, form | form_data, follow=True)


def reload(row):
    return Registration.objects.get(pk=row.pk)


def kinds(row):
    return sorted(Message.objects.about("registration", row.pk).open().values_list("kind", flat=True))


def test_the_list_shows_the_occupancy_of_each_date_with_a_link(editor, date, register, page):
    register(people=2)
    register()
    response = editor.get(DESK)
    assert "2 von 2, 1 wartet" in text_of(response)
    assert f'href="{page}"' in response.text


def test_dates_without_registration_are_not_listed(editor, date, registration_settings):
    registration_settings.delete()
    assert "Kein Termin nimmt gerade Anmeldungen an" in text_of(editor.get(DESK))


def test_a_future_date_is_listed_if_it_has_registrations_or_all_are_requested(
    editor, event, registration_settings, register
):
    start = clock.now() + timedelta(days=200)
    far = add_date(event, start, start + timedelta(hours=1))
    address = reverse("admin:registration_date", args=[far.pk])
    assert address not in editor.get(DESK).text
    assert address in editor.get(f"{DESK}?alle").text
    register(occurrence=far)
    assert address in editor.get(DESK).text


@pytest.mark.parametrize(
    ("contact", "stored"),
    [("0371/33 50-520", {"phone": "0371 33 50 520"}), ("weber@example.org", {"email": "weber@example.org"})],
)
def test_staff_register_a_person_by_phone_or_mail(editor, page, contact, stored):
    response = register_at_desk(editor, page, contact=contact, people="2")
    row = Registration.objects.get()
    assert response.request["PATH_INFO"] == page
    assert f"Frau Weber ist angemeldet. Der Code: {reference_codes.spelled(row.code)}" in text_of(response)
    assert (row.name, row.people, row.state) == ("Frau Weber", 2, "booked")
    assert {name: getattr(row, name) for name in stored} == stored


def test_submitting_the_form_twice_creates_one_registration(editor, page):
    number = uuid4()
    for _ in range(2):
        register_at_desk(editor, page, number=number)
    assert Registration.objects.count() == 1


def test_staff_are_warned_of_a_duplicate_contact_and_can_confirm_it(editor, page, register):
    registered = register("Herr Weber", phone="+49 371 3350520")
    response = register_at_desk(editor, page)
    assert f"Schon angemeldet mit diesem Kontakt: Herr Weber (angemeldet, {registered})" in text_of(response)
    assert 'value="Frau Weber"' in response.text
    assert "Trotzdem anlegen" in response.text
    assert Registration.objects.get() == registered
    assert "Frau Weber ist angemeldet" in text_of(register_at_desk(editor, page, do="register-anyway"))
    assert Registration.objects.count() == 2


def test_a_number_in_another_notation_is_the_same_contact(editor, register):
    row = register("Frau Weber", phone="0371 33 50 520")
    link = access_tokens.issue("registration", "manage", row.pk, clock.now() + timedelta(days=20))
    form_data = {"name": "Frau Weber", "people": "1", "contact": "+49 371 3350520"}
    editor.post(change_page(row), form_data)
    assert reload(row).phone == "+49 371 3350520"
    assert access_tokens.subject_of("registration", "manage", link) == str(row.pk)


def test_staff_see_that_a_person_without_a_place_is_waiting(editor, page, register):
    register(people=2)
    response = register_at_desk(editor, page)
    assert "Frau Weber steht auf der Warteliste" in text_of(response)
    assert "Warteliste 1. Frau Weber" in text_of(response)


@pytest.mark.parametrize(
    ("form_data", "sentence"),
    [
        ({"name": ""}, "Füllen Sie das Feld „Name“ aus."),
        ({"name": "123"}, "Schreiben Sie den Namen mit Buchstaben."),
        ({"people": ""}, "Wie viele Personen sind es?"),
        ({"people": "drei"}, "Bitte eine Zahl"),
        ({"people": "21"}, "20"),
        ({"contact": "am Fenster"}, "Schreiben Sie eine E-Mail-Adresse"),
        ({"people": "3"}, "Eine Anmeldung kann hier höchstens 2 Menschen umfassen. Sind es mehr, teilen Sie sie auf."),
    ],
)
def test_a_refusal_is_explained_and_preserves_input(editor, page, form_data, sentence):
    form = {"name": "Frau <b> Özil", "contact": "oezil@example.org", **form_data}
    response = register_at_desk(editor, page, **form)
    assert sentence in text_of(response)
    assert "Es ist noch niemand angemeldet." in text_of(response)
    for value in form.values():
        assert not value or f'value="{value.replace("<", "&lt;").replace(">", "&gt;")}"' in response.text
    assert "<title>Fehler:" in " ".join(response.text.split()).replace("<title> ", "<title>")
    assert not Registration.objects.exists()


def test_no_message_is_sent_if_staff_skip_notifications(editor, page):
    register_at_desk(editor, page, contact="weber@example.org", without_notification="on")
    assert kinds(Registration.objects.get()) == []


def test_the_call_list_links_to_the_registration(editor, register):
    first, second = register(people=2), register(name="Herr Li", phone="0371 33 50 520")
    registrations.cancel(first)
    [call] = calls.open_messages("phone")
    assert call.rendered.desk_url == change_page(second)
    text = text_of(editor.get(call.rendered.desk_url))
    assert "Herr Li" in text
    assert reference_codes.spelled(second.code) in text
    assert "Nimmt den Platz" in text


def test_staff_accept_an_offer_for_a_caller_and_complete_the_call(editor, page, register):
    first, second = register(people=2), register(name="Herr Li", phone="0371 33 50 520")
    registrations.cancel(first)
    response = editor.post(change_page(second), {"do": "accept"}, follow=True)
    assert response.request["PATH_INFO"] == page
    assert reload(second).state == "booked"
    assert calls.open_messages("phone") == []


def test_an_expired_offer_is_refused_with_a_message(editor, page, register):
    row = register()
    registrations.cancel(row)
    response = editor.post(change_page(row), {"do": "accept"}, follow=True)
    assert response.request["PATH_INFO"] == page
    assert "Das Angebot gilt nicht mehr." in text_of(response)


def test_cancelling_asks_for_confirmation_once_and_names_who_is_notified(editor, page, register):
    first = register(name="Frau Weber", people=2, email="weber@example.org")
    register(name="Herr Li", phone="0371 33 50 520")
    address = reverse("admin:registration_cancel", args=[first.pk])
    confirmation = text_of(editor.get(address))
    assert "Frau Weber: E-Mail „Abmeldung bestätigt“" in confirmation
    assert "Herr Li: Anruf „Plätze sind frei geworden“" in confirmation
    assert reload(first).state == "booked"
    assert not Message.objects.filter(kind="offer").exists()
    response = editor.post(address, follow=True)
    assert response.request["PATH_INFO"] == page
    assert "Frau Weber ist abgemeldet." in text_of(response)
    assert f'href="{change_page(first)}"' in response.text
    assert reload(first).state == "cancelled"
    assert kinds(first) == ["cancelled"]


def test_cancelling_without_a_message_still_offers_the_places(editor, register):
    first, second = register(people=2), register()
    editor.post(reverse("admin:registration_cancel", args=[first.pk]), {"without_notification": "on"})
    assert (reload(first).state, kinds(first)) == ("cancelled", [])
    assert (reload(second).state, kinds(second)) == ("offered", ["offer"])


def test_after_a_cancellation_the_next_persons_to_call_are_listed(editor, register):
    first = register(people=2)
    register(name="Herr Li", phone="0371 33 50 520")
    register(name="Frau Kurz")  # hears of it by mail
    message = text_of(editor.post(reverse("admin:registration_cancel", args=[first.pk]), follow=True))
    assert "Er ist jetzt angeboten: Herr Li." in message
    assert "Bitte anrufen: Eine Person hat nur ein Telefon. Zur Anrufliste" in message


def test_a_cancellation_can_be_undone_while_places_are_free(editor, page, register):
    row = register()
    editor.post(reverse("admin:registration_cancel", args=[row.pk]))
    assert "Wieder anmelden" in text_of(editor.get(change_page(row)))
    response = editor.post(change_page(row), {"do": "return", "_confirmed": "yes"}, follow=True)
    assert response.request["PATH_INFO"] == page
    assert reload(row).state == "booked"


def test_staff_can_restore_a_registration_above_the_limit_per_contact(editor, registration_settings, register):
    registration_settings.places = 50
    registration_settings.save()
    row = register(email="a@example.org")
    registrations.cancel(row)
    for name in ("Frau Lang", "Frau Kurz"):
        register(name, email="a@example.org")
    editor.post(change_page(row), {"do": "return", "_confirmed": "yes"})
    assert reload(row).state == "booked"


@pytest.mark.parametrize(("answer", "notified_kinds"), [("yes", ["confirmed"]), ("without_notification", [])])
def test_a_button_that_sends_a_mail_states_so(editor, page, register, answer, notified_kinds):
    row = register()
    registrations.release(row)
    confirmation = editor.post(change_page(row), {"do": "return"})
    assert "Frau Weber: E-Mail „Anmeldung bestätigt“" in text_of(confirmation)
    assert f'href="{page}"' in confirmation.text
    assert reload(row).state == "cancelled"
    editor.post(change_page(row), {"do": "return", "_confirmed": answer})
    assert (reload(row).state, kinds(row)) == ("booked", notified_kinds)


def test_a_button_without_notifications_needs_no_confirmation(editor, register):
    row = register(phone="0371 33 50 520")
    registrations.cancel(row)
    editor.post(change_page(row), {"do": "return"})
    assert reload(row).state == "booked"


@pytest.mark.parametrize(("answer", "notified_kinds"), [("yes", ["offer"]), ("without_notification", [])])
def test_persons_who_are_offered_released_places_are_named_before_saving(editor, register, answer, notified_kinds):
    first, second = register(people=2), register(name="Herr Li")
    form = {"name": first.name, "people": "1", "contact": first.email}
    confirmation = editor.post(change_page(first), form)
    assert "Herr Li: Platz frei, per E-Mail" in text_of(confirmation)
    assert reload(first).people == 2
    back = editor.post(change_page(first), {**form, "_back_to_form": "1"})
    assert 'name="people" value="1"' in back.text
    assert reload(first).people == 2
    editor.post(change_page(first), {**form, "_confirmed": answer})
    assert (reload(first).people, reload(second).state) == (1, "offered")
    assert [kind for kind in kinds(second) if kind == "offer"] == notified_kinds


def test_cancelling_a_cancelled_registration_is_reported(editor, page, register):
    row = registrations.cancel(register())
    response = editor.post(reverse("admin:registration_cancel", args=[row.pk]), follow=True)
    assert "Da ist nichts mehr abzumelden." in text_of(response)


def test_registrations_of_past_dates_cannot_be_changed(editor, register, advance, django_user_model):
    row = register()
    advance(timedelta(days=12))
    editor.force_login(django_user_model.objects.get(username="redaktion"))
    editor.post(reverse("admin:registration_cancel", args=[row.pk]))
    assert reload(row).state == "booked"


def test_name_party_size_and_contact_can_be_corrected(editor, page, register):
    row = register(name="Frau Veber", email="veber@example.org")
    token = access_tokens.issue("registration", "manage", row.pk, clock.now() + timedelta(days=1))
    form_data = {"name": "Frau Weber", "people": "2", "contact": "0371 33 50 520"}
    response = editor.post(change_page(row), form_data, follow=True)
    assert response.request["PATH_INFO"] == page
    row = reload(row)
    assert (row.name, row.people, row.email, row.phone) == ("Frau Weber", 2, "", "0371 33 50 520")
    assert access_tokens.subject_of("registration", "manage", token) is None


def test_a_corrected_mail_address_gets_the_confirmation(editor, register, run_jobs, mailoutbox):
    row = register(email="veber@example.org")
    run_jobs()
    mailoutbox.clear()
    editor.post(change_page(row), {"name": row.name, "people": "1", "contact": "weber@example.org"})
    run_jobs()
    assert [rendered.to for rendered in mailoutbox] == [["weber@example.org"]]


def test_an_open_offer_is_announced_by_phone_after_a_change_of_channel(editor, register):
    first, second = register(people=2), register(name="Herr Li")
    registrations.cancel(first)
    editor.post(change_page(second), {"name": "Herr Li", "people": "1", "contact": "0371 33 50 520"})
    [call] = calls.open_messages("phone")
    assert (call.message.kind, call.rendered.to) == ("offer", "0371 33 50 520")


def test_pending_messages_about_the_date_follow_a_change_of_channel(editor, date, register):
    from events.registration.notifications.notifications import notify_changes
    from events.scheduling import changes

    row = register(name="Frau Weber")
    changes.cancel(date, "krank")
    notify_changes.func()
    editor.post(change_page(row), {"name": "Frau Weber", "people": "1", "contact": "0371 33 50 520"})
    assert ("changed", "phone") in Message.objects.about("registration", row.pk).open().values_list("kind", "channel")


def test_a_party_larger_than_the_free_places_is_refused_without_changes(editor, register):
    row = register(name="Frau Weber")
    register()
    form_data = {"name": "Frau Kurz", "people": "2", "contact": "kurz@example.org"}
    response = editor.post(change_page(row), form_data)
    assert "So viele Plätze sind nicht mehr frei." in text_of(response)
    assert 'value="Frau Kurz"' in response.text
    assert reload(row).name == "Frau Weber"


def test_a_change_without_notification_sends_no_message(editor, register, run_jobs, mailoutbox):
    row = register(name="Frau Weber", email="weber@example.org")
    run_jobs()
    mailoutbox.clear()
    form_data = {"name": "Frau Weber", "people": "2", "contact": "weber@example.org", "without_notification": "on"}
    editor.post(change_page(row), form_data)
    run_jobs()
    assert reload(row).people == 2
    assert mailoutbox == []


@pytest.mark.parametrize(
    "query", ["mueller", "Müller", "MÜLL", "gerd", "Müller Gerd", "muller, gerd", "0049 371 3350", "0371/335"]
)
def test_a_search_matches_names_and_numbers_in_any_notation(editor, register, query):
    register(name="Gerd Müller", phone="+49 371 33 50 520")
    register(name="Frau Kurz")
    text = text_of(editor.get(DESK, {"q": query}))
    assert "Gerd Müller" in text
    assert "Frau Kurz" not in text


@pytest.mark.parametrize("spell", [str.lower, lambda code: f"{code[:4]} {code[4:]}", lambda code: " ".join(code)])
def test_a_search_matches_a_code_in_any_notation(editor, register, spell):
    row = register(name="Herr Li")
    register(name="Frau Kurz")
    text = text_of(editor.get(DESK, {"q": spell(row.code)}))
    assert "Herr Li" in text
    assert "Frau Kurz" not in text


def test_a_search_matches_mail_addresses_and_titles_of_dates(editor, page, register):
    register(name="Frau Weber", email="Weber@example.org")
    assert "Frau Weber" in text_of(editor.get(DESK, {"q": "weber@EXAMPLE.org"}))
    assert page in editor.get(DESK, {"q": "gymn"}).text


@pytest.mark.parametrize("query", ["x", "%", "0", "'; --", "K7PX-42MN", "🙂🙂"])
def test_a_search_without_results_is_reported(editor, register, query):
    register(name="Frau Weber", phone="0371 33 50 520")
    assert "Nichts gefunden." in text_of(editor.get(DESK, {"q": query}))


def test_the_printed_list_has_names_and_no_contact_details(editor, date, register):
    register(name="Frau Weber", email="weber@example.org")
    register(name="Herr Li", phone="0371 33 50 520")
    register(name="Frau Spät")
    text = editor.get(reverse("admin:registration_sheet", args=[date.pk])).text
    assert text.index("Frau Weber") < text.index("Herr Li")
    assert "Frau Spät" not in text
    assert "weber@example.org" not in text
    assert "50 520" not in text


def test_an_erased_registration_redirects_to_the_list(editor):
    for key in ("999999", "abc", "1" * 40):
        response = editor.get(f"{DESK}{key}/change/", follow=True)
        assert "Diese Anmeldung gibt es nicht mehr." in text_of(response)


@pytest.mark.parametrize("number", [5, 60])
def test_pages_have_a_constant_query_count(editor, registration_settings, date, register, page, number):
    registration_settings.places = 40
    registration_settings.save()
    for _ in range(number):
        register()
    for address in (page, DESK, reverse("admin:registration_sheet", args=[date.pk]), f"{DESK}?q=weber"):
        editor.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            editor.get(address)
        assert len(queries) <= MAX_QUERIES[address.partition("?")[2] or address.rpartition("/liste/")[1]], address


def test_the_list_has_a_constant_query_count(editor, event, registration_settings, register):
    counts = []
    for number in (5, 60):
        for day in range(1, number):
            start = clock.now() + timedelta(days=1, hours=day + number)
            register(occurrence=add_date(event, start, start + timedelta(minutes=30)))
        editor.get(DESK)
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(DESK).text.count("1 von 2") >= number - 1
        counts.append(len(queries))
    assert counts[0] == counts[1]


MAX_QUERIES = {"": 13, "/liste/": 11, "q=weber": 12}


@pytest.mark.parametrize(
    "address", ["", "termin/{}/", "termin/{}/liste/", "{}/change/", "{}/abmelden/", "zaehlen/", "zahlen/"]
)
def test_users_without_a_role_see_no_registrations(client, django_user_model, date, register, address):
    row = register()
    client.force_login(django_user_model.objects.create_user("gast", is_staff=True))
    key = row.pk if "change" in address or "abmelden" in address else date.pk
    for method in (client.get, client.post):
        assert method(DESK + address.format(key)).status_code == 403
    assert reload(row).state == "booked"


def test_users_with_view_permission_cannot_change_registrations(client, django_user_model, date, page, register):
    from django.contrib.auth.models import Permission

    row = register()
    user = django_user_model.objects.create_user("gast", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_registration"))
    client.force_login(user)
    assert "Abmelden:" not in text_of(client.get(page))
    assert register_at_desk(client, page).status_code == 403
    assert client.post(change_page(row), {"do": "accept"}).status_code == 403
    assert client.get(reverse("admin:registration_cancel", args=[row.pk])).status_code == 403
