"""Who is told what, and when nobody is."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from events.models import OccurrenceCapacity, Registration
from events.registration import messages, notifications, registrations
from events.scheduling import changes
from kasch_site.common import clock
from kasch_site.messaging import manual_delivery
from kasch_site.messaging.models import Message

pytestmark = pytest.mark.django_db


def test_a_sign_up_arrives_with_code_link_and_calendar_and_a_subject_that_gives_nothing_away(sign_up, work, event):
    row = sign_up(name="Frau Weber", email="weber@example.org")
    work()
    [letter] = mail.outbox
    assert letter.to == ["weber@example.org"]
    assert event.title not in letter.subject
    assert event.title in letter.body
    assert f"{row.code[:4]}-{row.code[4:]}" in letter.body
    assert "/anmeldung/" in letter.body
    assert "Frau Weber" in letter.body
    [part] = letter.attachments
    assert part.get_filename() == "termin.ics"
    assert b"BEGIN:VCALENDAR" in part.get_payload(decode=True)
    assert part["Content-Type"].startswith("text/calendar; method=PUBLISH")


def test_the_mail_about_a_cancellation_leads_back(sign_up, work, client, house):
    row = sign_up(email="weber@example.org")
    registrations.cancel(row)
    work()
    [letter] = mail.outbox
    assert f"{row.code[:4]}-{row.code[4:]}" in letter.body
    path = re.search(r"/anmeldung/[\w-]{43}/", letter.body)[0]
    assert "Doch kommen" in client.get(path).text


def test_a_cancelled_date_tells_everybody_by_their_own_way(date, sign_up, work):
    sign_up(email="weber@example.org")
    sign_up(name="Herr Li", phone="0371 33 50 520")
    work()
    mail.outbox.clear()
    changes.cancel(date, "Die Kursleiterin ist krank")
    work()
    [letter] = mail.outbox
    assert "fällt aus" in letter.body
    assert "Die Kursleiterin ist krank" in letter.body
    [told] = manual_delivery.to_tell("phone")
    assert told.message.kind == "changed"
    assert told.letter.to == "0371 33 50 520"
    assert "Entfällt" in told.letter.call
    assert "Die Kursleiterin ist krank" in told.letter.call


def test_a_call_about_a_cancellation_that_was_taken_back_in_silence_leaves_the_list(date, sign_up, work):
    sign_up(name="Herr Li", phone="0371 33 50 520")
    row = changes.cancel(date, "Die Kursleiterin ist krank")
    work()
    assert len(manual_delivery.to_tell("phone")) == 1
    changes.restore(row)
    notifications.keep_quiet(OccurrenceCapacity.objects.select_related("occurrence__event"))
    work()
    assert manual_delivery.to_tell("phone") == []


@pytest.fixture
def li_and_lang(sign_up, work):
    """Two who are called."""
    parties = [sign_up(name="Herr Li", phone="0371 33 50 520"), sign_up(name="Frau Lang", phone="0371 33 50 521")]
    work()
    return parties


def calls():
    """Who is on the call list, with what is said."""
    return {told.letter.name: told.letter.call for told in manual_delivery.to_tell("phone")}


def reached(name):
    (told,) = (each for each in manual_delivery.to_tell("phone") if each.letter.name == name)
    assert manual_delivery.reached(told.message)


def test_a_cancellation_that_is_taken_back_calls_only_those_who_have_heard_of_it(date, li_and_lang, work):
    row = changes.cancel(date, "krank")
    work()
    reached("Herr Li")
    changes.restore(row)
    assert [[party.name for party in news.to_tell] for news in notifications.would_be_told()] == [["Herr Li"]]
    work()
    assert list(calls()) == ["Herr Li"]
    assert calls()["Herr Li"].startswith("Findet doch statt: ")


def test_who_read_that_a_date_falls_out_reads_that_it_takes_place_after_all(date, sign_up, work):
    sign_up(email="weber@example.org")
    work()
    row = changes.cancel(date, "krank")
    work()
    mail.outbox.clear()
    row = changes.restore(row)
    work()
    [letter] = mail.outbox
    assert "findet jetzt doch statt. Ihre Anmeldung gilt weiter" in " ".join(letter.body.split())
    assert "es hat sich etwas geändert" not in letter.body
    assert "/anmeldung/" in letter.body
    changes.cancel(row, "wieder krank")
    work()
    assert "fällt aus" in mail.outbox[-1].body
    assert "doch statt" not in mail.outbox[-1].body


def test_the_mail_about_an_offer_nobody_answered_leads_back(date, sign_up, work, client, later):
    first = sign_up(people=2)
    late = sign_up(email="weber@example.org")
    registrations.cancel(first)
    work()
    mail.outbox.clear()
    later(timedelta(hours=38))
    work()
    [letter] = mail.outbox
    assert f"{late.code[:4]}-{late.code[4:]}" in letter.body
    path = re.search(r"/anmeldung/[\w-]{43}/", letter.body)[0]
    assert "Doch kommen" in client.get(path).text


def test_a_cancellation_nobody_has_heard_of_is_taken_back_without_a_call(date, li_and_lang, work):
    row = changes.cancel(date, "krank")
    work()
    assert len(calls()) == 2
    changes.restore(row)
    assert notifications.would_be_told() == []
    work()
    assert calls() == {}
    changes.cancel(row, "wieder krank")
    work()
    assert len(calls()) == 2


def test_what_changed_twice_before_anybody_heard_is_called_once_and_back_again_not_at_all(date, li_and_lang, work):
    row = changes.move(date, date.starts_at + timedelta(hours=1), date.ends_at + timedelta(hours=1))
    work()
    row = changes.move(row, date.starts_at + timedelta(hours=2), date.ends_at + timedelta(hours=2))
    work()
    assert len(manual_delivery.to_tell("phone")) == 2
    changes.move(row, date.starts_at, date.ends_at)
    work()
    assert calls() == {}


def test_who_missed_what_was_taken_back_in_silence_misses_the_next_as_well(date, li_and_lang, work):
    row = changes.cancel(date, "krank")
    work()
    row = changes.restore(row)
    notifications.keep_quiet(OccurrenceCapacity.objects.select_related("occurrence__event"))
    assert Message.objects.filter(kind="changed").open().count() == 0
    row = changes.cancel(row, "wieder krank")
    work()
    assert len(calls()) == 2
    changes.restore(row)
    assert notifications.would_be_told() == []


def test_who_still_waits_for_an_earlier_change_is_told_in_the_end(date, li_and_lang, work):
    hour = timedelta(hours=1)
    row = changes.move(date, date.starts_at + hour, date.ends_at + hour)
    work()
    reached("Herr Li")  # he knows that it is an hour later; Frau Lang does not
    row = changes.cancel(row, "krank")
    work()
    assert len(manual_delivery.to_tell("phone")) == 2
    row = changes.restore(row)  # an hour later, as Herr Li knows and Frau Lang has never heard
    work()
    assert list(calls()) == ["Frau Lang"]
    assert Message.objects.filter(kind="changed", channel="phone").open().count() == 1


def test_a_mail_that_is_on_its_way_counts_as_heard(date, sign_up, work):
    sign_up(email="weber@example.org")
    work()
    row = changes.cancel(date, "krank")
    notifications.notify_changes.func()
    on_its_way = Message.objects.filter(kind="changed")
    on_its_way.update(state="sending", claimed_until=clock.now() + timedelta(minutes=5))
    changes.restore(row)
    assert [len(news.to_tell) for news in notifications.would_be_told()] == [1]


def test_a_moved_date_says_what_it_was_before(date, sign_up, work):
    sign_up(email="weber@example.org")
    work()
    mail.outbox.clear()
    before = notifications.words_about(date)["when"]
    changes.move(date, date.starts_at + timedelta(hours=1), date.ends_at + timedelta(hours=1))
    work()
    [letter] = mail.outbox
    assert before in letter.body
    assert "Jetzt gilt" in letter.body


def test_what_changes_and_changes_back_before_anybody_was_told_is_not_told(date, sign_up, work):
    sign_up(email="weber@example.org")
    work()
    mail.outbox.clear()
    row = changes.cancel(date, "krank")
    changes.restore(row)
    work()
    assert mail.outbox == []


def test_staff_may_keep_quiet(date, sign_up, work):
    sign_up(email="weber@example.org")
    work()
    mail.outbox.clear()
    changes.cancel(date, "krank")
    assert [[party.name for party in news.to_tell] for news in notifications.would_be_told()] == [["Frau Weber"]]
    notifications.keep_quiet(OccurrenceCapacity.objects.select_related("occurrence__event"))
    assert notifications.would_be_told() == []
    work()
    assert mail.outbox == []


def test_a_message_whose_reason_has_gone_is_not_sent(sign_up, work):
    row = sign_up(email="weber@example.org")
    Registration.objects.filter(pk=row.pk).update(state="cancelled")
    work()
    assert mail.outbox == []
    assert Message.objects.get().state == "called_off"


def test_two_days_before_everybody_is_reminded_once(date, sign_up, work, later):
    sign_up(email="weber@example.org")
    work()
    later(timedelta(days=8, hours=1))
    mail.outbox.clear()
    for _ in range(2):
        notifications.remind(clock.now())
        work()
    assert len(mail.outbox) == 1


def test_nobody_who_cancelled_is_reminded(date, sign_up, work, later):
    row = sign_up(email="weber@example.org")
    later(timedelta(days=8, hours=1))
    notifications.remind(clock.now())
    registrations.cancel(row)
    work()
    assert [letter.body for letter in mail.outbox if "bald ist es so weit" in letter.body] == []


def test_a_moved_date_reminds_anew(date, sign_up, work, later):
    sign_up(email="weber@example.org")
    later(timedelta(days=8, hours=1))
    notifications.remind(clock.now())
    work()
    changes.move(date, date.starts_at + timedelta(days=9), date.ends_at + timedelta(days=9))
    work()
    later(timedelta(days=9))
    mail.outbox.clear()
    notifications.remind(clock.now())
    work()
    assert len(mail.outbox) == 1


def test_nobody_can_fill_a_strangers_mailbox_by_cancelling_and_coming_back(date, sign_up, work, monkeypatch, later):
    monkeypatch.setattr(messages, "MOST_MAILS", 4)
    row = sign_up(email="weber@example.org")
    for _time in range(4):
        work()
        registrations.cancel(row)
        work()
        registrations.come_back(row)
    other = sign_up(name="Herr Weber", email="Weber@example.org")
    work()
    assert len(mail.outbox) == 4
    # What others have done is told all the same, and the next day everything.
    changes.cancel(date, "krank")
    work()
    assert len(mail.outbox) == 6
    later(timedelta(days=1))
    registrations.cancel(other, by_staff=True)
    work()
    assert len(mail.outbox) == 7
