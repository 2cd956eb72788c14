"""No value of a public form reaches a parser, a regular expression or the database before its length is checked."""

import time
from copy import deepcopy
from types import SimpleNamespace

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client
from django.urls import resolve

from counselling.web.slots import parse_day
from kasch_site.common.forms import guard
from kasch_site.common.forms.base import EmailField, NameField, TextField
from kasch_site.common.forms.bounded_fields import MAX_VALUE_LENGTH, BoundedMixin
from kasch_site.common.models import RateLimitCount
from kasch_site.common.text.slugs import is_slug
from kasch_site.common.text.whole_numbers import parse_whole_number
from kasch_site.visitors import access_tokens, reference_codes
from tests.proving import PROVING
from tests.support.browser.markup import parse
from tests.support.pages.public_forms import public_forms
from tests.support.processes.process_timeout import run_with_timeout

LONG = 250_000
CHARACTERS = ["@", ".", "(", " ", "7", "x"]
READS = ("to_python", "validate", "run_validators")
HARD_STOP = 120  # seconds for one field with all characters; it takes a few milliseconds
MAX_TIME = 0.2  # seconds, measured by `make prove` alone


def public_fields():
    """Return the fields of all public forms that take text; a file is limited by its field."""
    return [
        pytest.param(field, id=f"{form.__module__}.{form.__qualname__}.{name}")
        for form in sorted(public_forms(), key=lambda form_class: (form_class.__module__, form_class.__qualname__))
        for name, field in form.base_fields.items()
        if not isinstance(field, forms.FileField)
    ]


def refusal(field, value):
    """Return the error codes of the field for a value, and the readers that processed it."""
    field, seen = deepcopy(field), []
    for name in READS:
        setattr(field, name, lambda value, name=name: seen.append(name))
    try:
        field.clean(field.widget.value_from_datadict(QueryDict(mutable=True) | {"x": value}, {}, "x"))
    except ValidationError as error:
        return [problem.code for problem in error.error_list], seen
    return [], seen


def refusals(field):
    return [refusal(field, character * LONG) for character in CHARACTERS]


@pytest.mark.parametrize("field", public_fields())
def test_a_long_value_is_refused_by_its_length_only(field):
    assert run_with_timeout(HARD_STOP, refusals, field) == [(["max_length"], [])] * len(CHARACTERS)


if PROVING:

    @pytest.mark.parametrize("field", public_fields())
    def test_a_long_value_is_refused_at_once(field):
        for character in CHARACTERS:
            start = time.perf_counter()
            refusal(field, character * LONG)
            assert time.perf_counter() - start < MAX_TIME


@pytest.mark.parametrize("field", public_fields())
def test_every_text_field_states_its_limit(field):
    assert isinstance(field, BoundedMixin)
    assert not isinstance(field, forms.CharField) or isinstance(field, forms.UUIDField) or field.max_length
    assert not isinstance(field, forms.EmailField) or field.max_length <= 254


def test_the_inventory_of_forms_is_not_empty():
    names = {form_class.__name__ for form_class in public_forms()}
    assert {
        "RegistrationForm",
        "DetailsForm",
        "WaitlistForm",
        "UnsubscribeForm",
        "LoginForm",
        "ReportBarrierForm",
    } <= names


def test_one_long_value_among_many_is_refused():
    class Field(BoundedMixin, forms.MultipleChoiceField):
        pass

    with pytest.raises(ValidationError) as refused:
        Field(choices=[("a", "A")]).clean(["a", "b" * (MAX_VALUE_LENGTH + 1)])
    assert [error.code for error in refused.value.error_list] == ["max_length"]


def test_a_text_of_maximum_length_is_accepted_with_any_line_endings():
    text = "a\r\n" * 50
    assert len(TextField(max_length=100).clean(f"  {text}  ")) == 99


def test_validators_receive_no_text_that_is_too_long():
    """A value between the two limits is cleaned and refused with one message."""
    for field, value in [(NameField(max_length=10), "www.example.org"), (EmailField(), "@" * 300 + ".")]:
        with pytest.raises(ValidationError) as refused:
            field.clean(value)
        assert [error.code for error in refused.value.error_list] == ["max_length"]


@pytest.mark.django_db
def test_each_public_page_refuses_long_values_with_a_message(public_paths):
    """Every field of every displayed form, including hidden ones, is submitted with 250,000 characters."""
    tested = set()
    for path in public_paths:
        view = resolve(path).func
        if not getattr(view, "is_public_form", False) or resolve(path).view_name in tested:
            continue
        tested.add(resolve(path).view_name)
        for name in names_of_fields(parse(Client().get(path))):
            RateLimitCount.objects.all().delete()
            response = Client().post(path, {name: "@" * LONG})
            assert response.status_code == 422, (path, name)
            assert parse(response).one(class_="error-summary").text, (path, name)
    assert {"newsletters:subscribe", "newsletters:request_unsubscribe", "counselling:wait", "events:register"} <= tested


def names_of_fields(page):
    fields = [field for tag in ("input", "textarea", "select", "button") for field in page.all(tag)]
    return {field.get("name") for field in fields} - {None, "csrfmiddlewaretoken"}


@pytest.mark.django_db
def test_long_values_outside_the_fields_are_not_read(monkeypatch):
    """Tokens, codes and slugs are refused by their length before they are decoded or looked up."""

    def read(*_args, **_kwargs):
        raise AssertionError("a long value was read")

    monkeypatch.setattr(guard._signer, "unsign_object", read)
    monkeypatch.setattr(access_tokens, "fingerprint", read)
    monkeypatch.setattr(reference_codes, "unicodedata", SimpleNamespace(normalize=read))
    for character in CHARACTERS:
        assert guard.read_stamp(character * LONG) is None
        assert access_tokens.subject_of("counselling", "manage", character * LONG) is None
        assert reference_codes.parse(character * LONG) == ""
        assert not reference_codes.matches_name("Ada", character * LONG)
        assert not is_slug(character * LONG)
        assert parse_day(character * LONG) is None
        assert parse_whole_number(character * LONG) is None


@pytest.mark.django_db
def test_an_invalid_submission_counts_as_an_attempt():
    for path in ("/per-mail/", "/per-mail/abbestellen/", "/anfragen/mitmachen/"):
        RateLimitCount.objects.all().delete()
        Client().post(path, {"email": "x"})
        assert RateLimitCount.objects.exists(), path
