"""The form guard explains itself and preserves input."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from crispy_forms.layout import Fieldset, Layout
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.forms import guard
from kasch_site.common.forms.base import AccessibleForm, LineField
from kasch_site.common.forms.guard import FormStamp, GuardedFormMixin, read_stamp
from tests.support.browser.markup import parse

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


class NoteForm(GuardedFormMixin, AccessibleForm):
    note = LineField(label="Notiz")


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


def sent_after(clock, seconds, **typed):
    """Return the form submitted that long after it was rendered."""
    token = NoteForm().token
    clock.move_to(NOON + timedelta(seconds=seconds), tick=False)
    return NoteForm({"note": "Hallo", "form_token": token, **typed})


def form_error(form):
    return form.non_field_errors()[0] if form.non_field_errors() else None


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, guard.TOO_FAST),
        (1, guard.TOO_FAST),
        (2, None),
        (60 * 60, None),
        (24 * 60 * 60, None),
        (24 * 60 * 60 + 1, guard.TOO_OLD),
        (-60, guard.TOO_OLD),
    ],
)
def test_a_form_may_be_submitted_between_two_seconds_and_a_day_after_it_was_rendered(clock, seconds, expected):
    form = sent_after(clock, seconds)
    assert form_error(form) == expected
    assert form.is_valid() == (expected is None)


@pytest.mark.parametrize("token", ["", "x", "WyJh:b", "\0", "🏠" * 50])
def test_a_form_with_an_invalid_token_must_be_submitted_again(clock, token):
    assert form_error(sent_after(clock, 60, form_token=token)) == guard.UNKNOWN


def test_a_token_signed_for_another_purpose_is_refused(clock):
    from django.core import signing

    forged = signing.Signer(salt="something else").sign_object([uuid.uuid4().hex, int(NOON.timestamp())])
    assert read_stamp(forged) is None


@given(st.text())
def test_reading_a_token_never_raises(word):
    assert read_stamp(word) is None


def test_a_timestamp_survives_signing():
    stamp = FormStamp(uuid.uuid4(), NOON)
    assert read_stamp(stamp.sign()) == stamp


def test_a_filled_honeypot_is_explained_and_emptied(clock):
    form = sent_after(clock, 60, homepage="https://example.org/")
    assert form_error(form) == guard.HONEYPOT_FILLED
    assert "example.org" not in rendered(form).one("input", name="homepage").attrs.values()


def rendered(form):
    return parse(engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}").render({"form": form}))


@pytest.mark.parametrize(
    ("seconds", "typed"), [(0, {}), (10**6, {}), (60, {"homepage": "x"}), (60, {"form_token": "forged"})]
)
def test_a_form_to_be_submitted_again_keeps_its_input_and_can_be_sent_at_once(clock, seconds, typed):
    page = rendered(sent_after(clock, seconds, **typed))
    assert page.one("input", name="note")["value"] == "Hallo"
    again = {control["name"]: control.get("value", "") for control in page.all("input")}
    clock.shift(timedelta(seconds=2))
    assert NoteForm(again).is_valid()


def test_an_expired_form_can_be_submitted_again_without_waiting(clock):
    form = sent_after(clock, 10**6)
    assert NoteForm({"note": "Hallo", "form_token": form.token}).is_valid()


def test_the_honeypot_is_neither_visible_nor_focusable():
    page = rendered(NoteForm())
    trap = page.one("input", name="homepage")
    assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")
    around = next(element for element in trap.ancestors if element.get("class") == "guard")
    assert around["aria-hidden"] == "true"
    assert "style" not in around.attrs


def test_a_form_with_grouped_fields_is_guarded_too():
    class Grouped(NoteForm):
        def layout(self):
            return Layout(Fieldset("Ihre Notiz", "note"))

    page = rendered(Grouped())
    assert page.one("fieldset").one("input", name="note")
    assert read_stamp(page.one("input", name="form_token")["value"])
    assert page.one("input", name="homepage")


def test_one_reason_to_submit_again_is_given_at_a_time(clock):
    form = sent_after(clock, 0, note="")
    assert not form.non_field_errors()
    assert list(form.errors) == ["note"]


def test_equal_forms_with_equal_tokens_have_the_same_idempotency_key(clock):
    token = NoteForm().token
    clock.shift(timedelta(minutes=1))

    def message_id(note, word=token):
        form = NoteForm({"note": note, "form_token": word})
        assert form.is_valid()
        return form.message_id()

    assert message_id("Hallo") == message_id(" Hallo ")
    assert message_id("Hallo") != message_id("Hallo noch einmal")
    other = FormStamp(uuid.uuid4(), NOON).sign()
    assert message_id("Hallo") != message_id("Hallo", other)


def test_an_expired_form_submitted_again_keeps_its_idempotency_key(clock):
    first = sent_after(clock, 10)
    assert first.is_valid()
    token = first.token
    clock.shift(timedelta(days=3))
    again = NoteForm({"note": "Hallo", "form_token": token})
    assert form_error(again) == guard.TOO_OLD
    renewed = NoteForm({"note": "Hallo", "form_token": again.token})
    assert renewed.is_valid()
    assert renewed.message_id() == first.message_id()
