"""Schedule rules, topics and counsellors in the admin: effects are shown before they are saved."""

import pytest
from django.contrib.auth.models import Group

from counselling.models import Counsellor, ScheduleRule, Situation, Slot, Topic
from counselling.scheduling.descriptions import sentence
from kasch_site.accounts.roles import COUNSELLORS, DESK, LEAD
from kasch_site.common import clock

pytestmark = pytest.mark.django_db
LIST = "/admin/counselling/schedulerule/"


@pytest.fixture
def lead(client, django_user_model, in_november):
    user = django_user_model.objects.create_user("leitung", is_staff=True)
    user.groups.add(Group.objects.get(name=LEAD))
    client.force_login(user)
    return client


@pytest.fixture
def form_data(schedule_rule, topic):
    """Return the data of the form of the schedule rule."""
    return {
        "counsellor": schedule_rule.counsellor_id,
        "topics": [topic.pk],
        "kind": "appointment",
        "weekday": "2",
        "every_weeks": "1",
        "starts": "09:00",
        "ends": "11:00",
        "minutes": "20",
        "urgent": "1",
        "room": "",
        "valid_from": "2026-11-01",
        "valid_until": "",
    }


def page_of(schedule_rule):
    return f"{LIST}{schedule_rule.pk}/change/"


def test_a_rule_has_a_readable_description(lead, schedule_rule):
    text = "Wohngeld: mittwochs 9–11 Uhr, alle 20 Minuten, der letzte für Eilige, ab 1. November 2026"
    assert sentence(schedule_rule) == text
    assert text in lead.get(LIST).text
    schedule_rule.every_weeks, schedule_rule.kind = 2, "walk_in"
    assert sentence(schedule_rule) == "Wohngeld: alle 2 Wochen mittwochs 9–11 Uhr, ohne Termin, ab 1. November 2026"


def test_before_saving_staff_see_added_removed_and_kept_slots(lead, schedule_rule, slots, form_data, book):
    booked = book(slots[0])
    confirmation = lead.post(page_of(schedule_rule), form_data | {"starts": "09:30", "ends": "11:30"}).text
    assert "freie Zeiten kommen dazu" in confirmation and "freie Zeiten fallen weg" in confirmation
    assert "Ein vergebener Termin passt dann nicht mehr. Er bleibt, wie er ist" in confirmation
    assert "Mittwoch, 25. November 2026, 9–9:20 Uhr" in confirmation
    assert Slot.objects.free(clock.now()).count() == len(slots) - 1
    lead.post(page_of(schedule_rule), form_data | {"starts": "09:30", "ends": "11:30", "_confirmed": "yes"})
    booked.slot.refresh_from_db()
    assert booked.slot.state == "booked"
    assert Slot.objects.booked().count() == 1
    unmatched = lead.get(f"{LIST}passt-nicht/").text
    assert "Mittwoch, 25. November 2026, 9–9:20 Uhr" in unmatched and booked.name not in unmatched
    assert "passt zu keiner Sprechstunde mehr" in lead.get("/admin/").text


def test_a_change_without_effect_on_slots_is_saved_at_once(lead, schedule_rule, form_data):
    response = lead.post(page_of(schedule_rule), form_data | {"valid_until": "2030-01-01"})
    assert response.status_code == 302
    assert ScheduleRule.objects.get().valid_until is not None


def test_a_new_rule_generates_slots_at_once(lead, schedule_rule, form_data):
    new = {"weekday": "3", "urgent": "0", "_confirmed": "yes"}
    assert "72 freie Zeiten kommen dazu" in lead.post(f"{LIST}add/", form_data | {"weekday": "3", "urgent": "0"}).text
    lead.post(f"{LIST}add/", form_data | new)
    assert ScheduleRule.objects.latest("pk").slots.count() == 72


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({}, "hat um diese Zeit schon eine Sprechstunde"),
        ({"starts": "10:40", "ends": "12:00", "kind": "walk_in"}, "hat um diese Zeit schon eine Sprechstunde"),
        ({"weekday": "3", "minutes": "200"}, "In diese Zeit passt kein einziger Termin."),
        ({"weekday": "3", "ends": "08:00"}, "muss nach"),
        ({"weekday": "3", "valid_until": "2020-01-01"}, "liegt vor"),
        ({"weekday": "9"}, "weekday"),
        ({"weekday": "3", "every_weeks": "0"}, "every_weeks"),
        ({"weekday": "3", "minutes": "0"}, "minutes"),
        ({"weekday": "3", "valid_from": "9999-12-31"}, "Bitte prüfen Sie das Jahr."),
        ({"weekday": "3", "urgent": "99999"}, "urgent"),
    ],
)
def test_an_invalid_rule_is_refused_with_a_message(lead, schedule_rule, form_data, changed, message):
    response = lead.post(f"{LIST}add/", form_data | changed)
    assert response.status_code == 200 and message in response.text
    assert ScheduleRule.objects.count() == 1


def test_rules_in_alternate_weeks_may_overlap(lead, schedule_rule, form_data):
    ScheduleRule.objects.update(every_weeks=2)
    lead.post(f"{LIST}add/", form_data | {"every_weeks": "2", "valid_from": "2026-11-11", "_confirmed": "yes"})
    assert ScheduleRule.objects.count() == 2


def test_deleting_a_rule_keeps_booked_slots(lead, schedule_rule, slots, book):
    book(slots[0])
    lead.post(f"{LIST}{schedule_rule.pk}/delete/", {"post": "yes"})
    assert not ScheduleRule.objects.exists()
    assert Slot.objects.exclude(state="withdrawn").count() == 1


def test_before_deleting_a_rule_staff_see_its_effects(lead, schedule_rule, slots, book):
    book(slots[0])
    confirmation = lead.get(f"{LIST}{schedule_rule.pk}/delete/")
    assert f"{len(slots) - 1} freie Zeiten fallen weg." in confirmation.text
    assert "Ein vergebener Termin passt dann nicht mehr." in confirmation.text
    assert "Beziehungen" not in confirmation.text
    assert ScheduleRule.objects.count() == 1
    assert Slot.objects.count() == len(slots)


def test_deactivating_a_counsellor_asks_for_confirmation(lead, schedule_rule, slots):
    page = f"/admin/counselling/counsellor/{schedule_rule.counsellor_id}/change/"
    confirmation = lead.post(page, {"name": "Beispiel, Berta", "user": ""})
    assert "freie Zeiten fallen weg" in confirmation.text
    lead.post(page, {"name": "Beispiel, Berta", "user": "", "_confirmed": "yes"})
    assert not Slot.objects.free(clock.now()).exists()


def test_topics_and_their_sentences_are_saved_together(lead, topic):
    lead.post(
        f"/admin/counselling/topic/{topic.pk}/change/",
        {
            "name": "Wohngeld",
            "slug": "wohngeld",
            "status": "published",
            "booking_closes_hours_before": "2",
            "urgent_days": "14",
            "order": "0",
            "publish_at_0": "",
            "publish_at_1": "",
            "situations-TOTAL_FORMS": "1",
            "situations-INITIAL_FORMS": "0",
            "situations-0-text": "Die Miete ist zu hoch",
            "situations-0-order": "0",
        },
    )
    assert Situation.objects.get().topic == topic
    assert "Die Miete ist zu hoch" in lead.get("/admin/counselling/situation/").text
    assert Topic.objects.get().is_published()


@pytest.mark.parametrize("role", [DESK, COUNSELLORS])
def test_only_the_lead_manages_rules_and_topics(client, django_user_model, schedule_rule, role):
    user = django_user_model.objects.create_user("jemand", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    Counsellor.objects.filter(pk=schedule_rule.counsellor_id).update(user=user)
    client.force_login(user)
    for name in ("schedulerule", "topic", "situation", "counsellor"):
        assert client.get(f"/admin/counselling/{name}/").status_code == 403, name
    assert client.get("/admin/counselling/absence/").status_code == 200
    assert client.get("/admin/").status_code == 200
