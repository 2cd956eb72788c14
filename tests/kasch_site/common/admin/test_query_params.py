"""Invalid parameters in the admin show a message and never a server error."""

from itertools import cycle

import pytest
from django.contrib import admin
from django.db import connection, models
from django.urls import reverse

from events.models import Event
from kasch_site.common.admin.query_params import MAX_SEARCH_LENGTH, _name_of_filter
from kasch_site.house.models import Room
from tests.support.browser.markup import parse

HUGE = "99999999999999999999"
ADD_EVENT = "/admin/events/event/add/"
EVENTS = "/admin/events/event/"
DATES = "/admin/events/occurrence/"


def refused(response):
    assert response.status_code == 400
    page = parse(response)
    assert page.one("h1").text
    return page.text


@pytest.mark.parametrize("value", ["abc", HUGE, "4711", "1,2", "-"])
@pytest.mark.parametrize("name", ["picture", "category", "room", "group"])
def test_a_prefilled_unknown_record_is_refused(admin_client, name, value):
    refused(admin_client.get(ADD_EVENT, {name: value}))


def lists():
    """Return each list of the administration with its ModelAdmin."""
    for model, options in admin.site._registry.items():
        if not model.__module__.startswith("tests."):
            yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"), options


@pytest.mark.parametrize("comparison", ["startswith", "contains", "gt", "range", "exact"])
def test_no_list_reveals_fields_without_a_filter(admin_client, rf, comparison):
    """A filter by any field would reveal its value letter by letter, and put names into URLs."""
    number = 0
    for path, options in lists():
        offered = {options.date_hierarchy, *map(_name_of_filter, options.list_filter)}
        texts = (models.CharField, models.TextField, models.UUIDField, models.JSONField)
        for field in options.opts.concrete_fields:
            if not isinstance(field, texts) or field.primary_key or field.name in offered:
                continue
            assert not options.lookup_allowed(f"{field.name}__{comparison}", "a", rf.get("/")), (path, field.name)
            number += 1
    assert number > 100
    refused(admin_client.get("/admin/library/patron/", {f"pin_hash__{comparison}": "s"}))


def test_no_list_fails_at_a_comparison_that_no_filter_makes(admin_client):
    """Each field of a list is filtered by the next of these comparisons."""
    comparisons = cycle(["range", "regex", "iregex", "contains", "overlap", "date", "isnull"])
    statuses = {
        (path, field.name): admin_client.get(path, {f"{field.name}__{next(comparisons)}": "1"}).status_code
        for path, options in lists()
        for field in options.opts.concrete_fields
    }
    assert {where: status for where, status in statuses.items() if status >= 500} == {}
    assert statuses["/admin/events/event/", "title"] == 400


def test_links_to_the_records_of_another_one_are_filters(admin_client, rf):
    options = admin.site._registry[Event]
    for lookup in ("category__id__exact", "category__exact", "pk__in", "id__in", "status__exact", "category__isnull"):
        assert options.lookup_allowed(lookup, "1", rf.get("/")), lookup


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        (ADD_EVENT, "publish_at", "abc"),
        (ADD_EVENT, "publish_at", "9999-12-31T23:59:59Z"),
        (ADD_EVENT, "languages", "abc"),
        (ADD_EVENT, "languages", f"1,{HUGE}"),
        (ADD_EVENT, "is_step_free", "vielleicht"),
        ("/admin/events/occurrence/add/", "event", "abc"),
        ("/admin/events/category/add/", "order", "abc"),
        ("/admin/house/funder/add/", "logo", "abc"),
        ("/admin/house/room/add/", "order", "-1"),
        ("/admin/groups/group/add/", "picture", "abc"),
        ("/admin/groups/group/add/", "confirmed_on", "abc"),
        ("/admin/pages/page/add/", "publish_at", "0000-01-01"),
    ],
)
def test_an_invalid_prefilled_value_is_refused(admin_client, path, name, value):
    refused(admin_client.get(path, {name: value}))


def test_a_valid_prefilled_value_is_filled_in(admin_client):
    hall = Room.objects.create(name="Saal")
    form = admin_client.get(
        ADD_EVENT, {"room": hall.pk, "title": "Chor", "publish_at": "2026-12-01T10:00", "category": "", "x": "y"}
    ).context["adminform"]
    page = str(form.form)
    assert form.form.initial["room"] == hall.pk
    assert "Chor" in page
    assert "2026-12-01" in page


# Records that nobody adds, and those that a page of their own adds.
NEVER_ADDED = {
    "accounts.role",
    "counselling.accesslogentry",
    "inquiries.inquiry",
    "library.card",
    "library.copy",
    "library.loan",
    "newspaper.page",
    "worker.job",
    "messaging.dispatch",
    "events.printedplan",
    "messaging.message",
    "pages.barrierreport",
}
ADDED_ELSEWHERE = {
    "counselling.booking",
    "events.registration",
    "newspaper.removalrequest",
    "library.desk",
    "library.hold",
    "library.purchaserequest",
    "library.stocktake",
    "newspaper.contribution",
    "example_section.repair",
}
ODD = {"picture": "abc", "logo": "abc", "id": HUGE, "order": "abc"}


@pytest.mark.parametrize("query", [{}, {"name": "abc"}, ODD])
def test_every_add_page_accepts_any_parameters(admin_client, query):
    """The page opens, prefilled with valid values; an invalid value is reported."""
    for model, options in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        response = admin_client.get(address, query)
        if model._meta.label_lower in NEVER_ADDED:
            assert response.status_code == 403, options
        elif model._meta.label_lower in ADDED_ELSEWHERE:
            assert response.status_code == 302, options
            assert admin_client.get(response["Location"]).status_code == 200, options
        elif query == ODD and response.status_code == 400:
            assert ODD.keys() & {field.name for field in model._meta.fields}, options
            refused(response)
        else:
            assert response.status_code == 200, options
            assert parse(response).one("main").all("form"), options


@pytest.mark.parametrize(
    "query",
    [
        {"starts_at__year": "10000"},
        {"starts_at__year": HUGE},
        {"title__regex": "("},
        {"title__iregex": "(a+)+$"},
        {"q": "a " * 1500},
        {"title": "a\0b"},
        {"q": "a\0b"},
    ],
)
def test_a_malformed_list_filter_is_refused(admin_client, query):
    assert admin_client.get(DATES, query).status_code == 400


def test_an_unknown_list_filter_is_refused(admin_client):
    response = admin_client.get("/admin/pages/page/", {"suche": "x"})
    assert response["Location"] == "/admin/pages/page/?e=1"
    assert admin_client.get(response["Location"]).status_code == 200
    again = admin_client.get("/admin/pages/page/", {"suche": "x", "e": "1"})
    assert "Bitte gehen Sie über das Menü" in refused(again)


def test_a_list_filter_that_the_list_does_not_offer_is_refused(admin_client):
    assert admin_client.get("/admin/worker/job/", {"args__contains": "x"}).status_code == 400


@pytest.mark.parametrize("query", [{"id__in": HUGE}, {"starts_at__gt": "9999-12-31T23:59:59-14:00"}])
def test_a_list_filter_that_only_some_databases_support_is_refused(admin_client, query):
    assert admin_client.get(DATES, query).status_code == (400 if connection.vendor == "sqlite" else 200)


@pytest.mark.parametrize(
    "query",
    [{"starts_at__year": "2026"}, {"starts_at__year": "9999"}, {"q": "a" * MAX_SEARCH_LENGTH}, {"id__in": "1,2"}],
)
def test_a_valid_list_filter_is_applied(admin_client, query):
    assert admin_client.get(DATES, query).status_code == 200


def test_the_longest_search_is_within_the_limits_of_the_database(admin_client):
    query = "a " * (MAX_SEARCH_LENGTH // 2)
    for path in (EVENTS, DATES, "/admin/groups/group/"):
        assert admin_client.get(path, {"q": query}).status_code == 200
        assert "weniger Wörtern" in refused(admin_client.get(path, {"q": query + "b c"}))


AUTOCOMPLETE = {"app_label": "events", "model_name": "event", "field_name": "group"}


@pytest.mark.parametrize("term", ["a " * 1500, "\0"])
def test_autocomplete_finds_a_record(admin_client, term):
    address = "/admin/autocomplete/"
    assert admin_client.get(address, {**AUTOCOMPLETE, "term": "chor"}).status_code == 200
    assert admin_client.get(address, {**AUTOCOMPLETE, "term": term}).status_code == 400


@pytest.mark.parametrize(
    ("model", "field", "status"),
    [("event", "occurrences", 400), ("event", "gibtesnicht", 403), ("gibtesnicht", "group", 403), ("", "", 403)],
)
def test_autocomplete_for_an_unused_relation_is_refused(admin_client, model, field, status):
    query = {"app_label": "events", "model_name": model, "field_name": field, "term": "a"}
    assert admin_client.get("/admin/autocomplete/", query).status_code == status


@pytest.mark.parametrize("chosen", ["abc", HUGE, "\0", "1,2"])
@pytest.mark.parametrize("path", [EVENTS, DATES, "/admin/pages/page/"])
def test_an_action_on_unknown_records_is_refused(admin_client, path, chosen):
    data = {"action": "publish", "index": "0", "_selected_action": chosen}
    if path == DATES:
        data["action"] = "restore_dates"
    text = refused(admin_client.post(path, data))
    assert "Bitte wählen Sie noch einmal" in text
    del data["index"]
    refused(admin_client.post(path, {**data, "post": "yes", "action": "delete_selected"}))


def test_an_action_on_selected_records_is_run(admin_client):
    event = Event.objects.create(title="Chor")
    admin_client.post(EVENTS, {"action": "publish", "index": "0", "_selected_action": [event.pk, 4711]})
    assert Event.objects.published().count() == 1


@pytest.mark.parametrize("key", [HUGE, "abc", "\0"])
def test_saving_unknown_list_rows_is_refused(admin_client, key):
    data = {"_save": "1", "form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": key, "form-0-order": "1"}
    refused(admin_client.post("/admin/events/category/", data))


@pytest.mark.parametrize("value", ["abc", HUGE, "4711", "a\0"])
def test_an_unknown_choice_is_reported_at_its_field(admin_client, value):
    empty = {
        f"{name}-{key}": 0
        for name in ("series", "occurrences", "registration_settings")
        for key in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    response = admin_client.post(ADD_EVENT, {**empty, "title": "Chor", "picture": value, "room": value})
    assert response.status_code == (200 if value == "4711" else 400)
    if value == "4711":
        assert {"picture", "room"} <= response.context["adminform"].form.errors.keys()
    assert not Event.objects.exists()


def test_an_error_in_our_code_is_still_a_server_error(admin_client, monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError

    monkeypatch.setattr(admin.site._registry[Event], "get_queryset", broken)
    with pytest.raises(ValueError):
        admin_client.get(EVENTS)
    with pytest.raises(ValueError):
        admin_client.post(EVENTS, {"action": "publish", "index": "0", "_selected_action": "1"})


def test_an_anonymous_user_is_redirected_to_the_login_with_any_parameters(client, db):
    assert client.get(EVENTS, {"q": "\0"}).status_code == 302
