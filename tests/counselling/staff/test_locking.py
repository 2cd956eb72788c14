"""Walk-in counts that a colleague enters meanwhile are not overwritten."""

from datetime import date, time

import pytest

from counselling.models import ConsultationCount, Counsellor, ScheduleRule, Topic
from counselling.statistics import set_walk_ins
from tests.kasch_site.common.admin.optimistic_locking.conftest import ada, conflicts_in  # noqa: F401

MONTH = date(2027, 3, 1)


@pytest.fixture
def topics(house, time_machine):
    time_machine.move_to("2027-03-10T11:00Z")
    counsellor = Counsellor.objects.create(name="Frau Weber")
    topics = [Topic.objects.create(name=name, slug=name.lower(), status="published") for name in ("Wohnen", "Schulden")]
    rule = ScheduleRule.objects.create(
        counsellor=counsellor, weekday=0, starts=time(9), ends=time(12), kind="walk_in", valid_from=MONTH
    )
    rule.topics.set(topics)
    return topics


def counts():
    return dict(ConsultationCount.objects.values_list("topic__name", "count"))


def test_a_count_of_a_colleague_survives_and_is_asked_about(ada, topics):  # noqa: F811
    housing, debts = topics
    address = f"/admin/counselling/booking/offen/?monat={MONTH.isoformat()}"
    set_walk_ins(MONTH, housing, 5)
    ada.log_in()
    opened = ada.open(address)
    set_walk_ins(MONTH, housing, 7)
    assert opened.send(button="x", **{f"t{debts.pk}": "3"}).status_code == 302
    assert counts() == {"Wohnen": 7, "Schulden": 3}
    response = opened.send(button="x", **{f"t{housing.pk}": "9"})
    assert conflicts_in(response)["Wohnen"][:2] == ("9", "7")
    assert counts()["Wohnen"] == 7
