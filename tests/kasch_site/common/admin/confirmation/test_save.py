"""The confirmation page before saving, tested with models of Django."""

import re
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.urls import path

from kasch_site.common.admin.confirmation.save import ConfirmBeforeSaveMixin, Consequences
from kasch_site.common.admin.site import HouseAdminSite


class GroupAdmin(ConfirmBeforeSaveMixin, admin.ModelAdmin):
    """Asks for confirmation if the name changes, with a count from the dry run."""

    fields = ["name", "permissions"]
    list_display = ["id", "name"]
    list_editable = ["name"]

    def before_save(self, request, obj_pk):
        return Group.objects.filter(pk=obj_pk).values_list("name", flat=True).first()

    def consequences(self, request, obj, form, change, before):
        if obj.name == before:
            return None
        return Consequences(
            "Soll die Gruppe so heißen?",
            [f"Aus {before} wird {obj.name}.", f"{Group.objects.count()} Gruppen, {obj.permissions.count()} Rechte"],
            ["<b>Vorsicht</b>"] if change else [],
        )

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        self.message_user(request, "Das ist geschehen.")


class PermissionInline(admin.TabularInline):
    model = Permission
    fields = ["name", "codename"]


class ContentTypeAdmin(ConfirmBeforeSaveMixin, admin.ModelAdmin):
    fields = ["app_label", "model"]
    inlines = [PermissionInline]

    def consequences(self, request, obj, form, change, before):
        return Consequences("Rechte", [permission.name for permission in obj.permission_set.all()])


site = HouseAdminSite(name="admin")
site.register(Group, GroupAdmin)
site.register(ContentType, ContentTypeAdmin)


class Addresses:
    """A URL module for these tests."""

    urlpatterns = [path("admin/", site.urls)]


@pytest.fixture
def staff(admin_client, settings):
    settings.ROOT_URLCONF = Addresses
    return admin_client


def hidden_fields(response):
    """Return the posted fields that the confirmation page preserves, as a browser would submit them."""
    kept = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', response.text):
        if name != "csrfmiddlewaretoken":
            kept.setdefault(unescape(name), []).append(unescape(value))
    return kept


ADD = "/admin/auth/group/add/"


def test_nothing_is_saved_before_confirmation(staff):
    response = staff.post(ADD, {"name": "Nähen", "_save": "1"})
    assert response.status_code == 200
    assert "Aus None wird Nähen." in response.text
    assert "Ja, so speichern" in response.text
    assert not Group.objects.filter(name="Nähen").exists()


def test_the_preview_reads_the_database_as_it_would_be_after_saving(staff):
    chosen = list(Permission.objects.values_list("pk", flat=True)[:2])
    before = Group.objects.count()
    response = staff.post(ADD, {"name": "Nähen", "permissions": chosen})
    assert f"{before + 1} Gruppen, 2 Rechte" in response.text


def test_confirming_saves_all_input_and_redirects_as_the_original_button(staff):
    chosen = list(Permission.objects.values_list("pk", flat=True)[:3])
    confirmation = staff.post(ADD, {"name": 'Nähen & "Sticken" <b>', "permissions": chosen, "_continue": "1"})
    response = staff.post(ADD, {**hidden_fields(confirmation), "_confirmed": "1"})
    group = Group.objects.get(name='Nähen & "Sticken" <b>')
    assert set(group.permissions.values_list("pk", flat=True)) == set(chosen)
    assert response.url == f"/admin/auth/group/{group.pk}/change/"


def test_going_back_restores_the_submitted_form(staff):
    chosen = list(Permission.objects.values_list("pk", flat=True)[:2])
    confirmation = staff.post(ADD, {"name": 'Nähen & "Sticken"', "permissions": chosen})
    response = staff.post(ADD, {**hidden_fields(confirmation), "_back_to_form": "1"})
    assert response.status_code == 200
    form = response.context["adminform"].form
    assert form["name"].value() == 'Nähen & "Sticken"'
    assert form["permissions"].value() == [str(pk) for pk in chosen]
    assert not form.errors
    assert "errornote" not in response.text
    assert not Group.objects.filter(name__startswith="Nähen").exists()


def test_a_form_without_effects_needs_no_confirmation(staff):
    group = Group.objects.create(name="Nähen")
    chosen = Permission.objects.first().pk
    response = staff.post(f"/admin/auth/group/{group.pk}/change/", {"name": "Nähen", "permissions": [chosen]})
    assert response.status_code == 302
    assert [permission.pk for permission in group.permissions.all()] == [chosen]


def test_before_save_receives_the_stored_record(staff):
    group = Group.objects.create(name="Nähen")
    response = staff.post(f"/admin/auth/group/{group.pk}/change/", {"name": "Sticken"})
    assert "Aus Nähen wird Sticken." in response.text
    assert Group.objects.get(pk=group.pk).name == "Nähen"


def test_messages_are_escaped(staff):
    group = Group.objects.create(name="Nähen")
    response = staff.post(f"/admin/auth/group/{group.pk}/change/", {"name": "Sticken"})
    assert "&lt;b&gt;Vorsicht&lt;/b&gt;" in response.text


def test_a_dry_run_shows_no_success_message_and_is_not_logged(staff):
    from django.contrib.admin.models import LogEntry

    response = staff.post(ADD, {"name": "Nähen"})
    assert "Das ist geschehen." not in response.text
    assert "Das ist geschehen." not in staff.get(ADD).text
    assert not LogEntry.objects.exists()


def test_a_form_with_errors_is_shown_again_without_confirmation(staff):
    response = staff.post(ADD, {"name": ""})
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert "Ja, so speichern" not in response.text


def test_inline_records_are_part_of_the_dry_run_and_saved_after_confirmation(staff):
    data = {
        "app_label": "naehen",
        "model": "nadel",
        "permission_set-TOTAL_FORMS": "2",
        "permission_set-INITIAL_FORMS": "0",
        "permission_set-0-name": "darf nähen",
        "permission_set-0-codename": "sew",
        "permission_set-1-name": "darf sticken",
        "permission_set-1-codename": "stitch",
    }
    address = "/admin/contenttypes/contenttype/add/"
    confirmation = staff.post(address, data)
    assert "darf sticken" in confirmation.text
    assert not Permission.objects.filter(codename="stitch").exists()

    back = staff.post(address, {**hidden_fields(confirmation), "_back_to_form": "1"})
    assert 'value="darf sticken"' in back.text

    assert staff.post(address, {**hidden_fields(confirmation), "_confirmed": "1"}).status_code == 302
    assert Permission.objects.filter(codename__in=["sew", "stitch"]).count() == 2


def test_list_editing_needs_no_confirmation(staff):
    group = Group.objects.create(name="Nähen")
    ids = list(Group.objects.order_by("-pk").values_list("pk", flat=True))
    data = {"form-TOTAL_FORMS": len(ids), "form-INITIAL_FORMS": len(ids), "_save": "1"}
    for index, pk in enumerate(ids):
        data |= {f"form-{index}-id": pk, f"form-{index}-name": f"Gruppe {pk}"}
    assert staff.post("/admin/auth/group/", data).status_code == 302
    group.refresh_from_db()
    assert group.name == f"Gruppe {group.pk}"


def test_a_user_without_permission_is_refused_without_confirmation(staff, client, django_user_model):
    onlooker = django_user_model.objects.create_user("gast", is_staff=True)
    onlooker.user_permissions.set(Permission.objects.filter(codename="view_group"))
    client.force_login(onlooker)
    group = Group.objects.create(name="Nähen")
    for extra in ({}, {"_confirmed": "1"}, {"_back_to_form": "1"}):
        response = client.post(f"/admin/auth/group/{group.pk}/change/", {"name": "Sticken", **extra})
        assert response.status_code == 403
    assert Group.objects.get(pk=group.pk).name == "Nähen"


def test_confirming_a_deleted_record_redirects_to_the_admin_index(staff):
    assert staff.post("/admin/auth/group/999999/change/", {"name": "Sticken"}).status_code == 302
    assert staff.post("/admin/auth/group/keine-zahl/change/", {"name": "Sticken"}).status_code == 302
