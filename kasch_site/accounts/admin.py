"""Accounts and roles of staff in the admin."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.deletion.refusals import Refusal, form_link
from kasch_site.common.admin.lists import ReadOnlyMixin
from kasch_site.common.admin.passwords import limit_password_tries

from . import own_roles
from .models import Role, User
from .roles import ROLES

_FIELD_TEXTS = {
    "username": (_("Benutzername"), _("Damit meldet sich die Person an. Ein Wort, ohne Leerzeichen.")),
    "first_name": (_("Vorname"), ""),
    "last_name": (_("Nachname"), ""),
    "email": (_("E-Mail"), ""),
    "groups": (_("Rollen"), _("Was die Person in der Verwaltung tun darf.")),
    "is_active": (_("darf sich anmelden"), _("Abwählen, wenn jemand nicht mehr mitarbeitet. Löschen ist nicht nötig.")),
    "is_superuser": (_("darf alles"), _("Auch Konten mit allen Rechten anlegen. Nur für eine oder zwei Personen.")),
}


class _FieldTextsMixin:
    """Mixin with our labels and help texts for account forms."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in _FIELD_TEXTS.items():
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].help_text = help_text


class NewAccountForm(_FieldTextsMixin, UserCreationForm):
    """A new account with its password; `groups` come from the ModelAdmin."""

    class Meta(UserCreationForm.Meta):
        model = User


class AccountForm(_FieldTextsMixin, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User


class NewPasswordForm(AdminPasswordChangeForm):
    """Change a password, without the option of disabling it: every account has one."""

    def __init__(self, user, *args, **kwargs):
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)
        for name in ("password1", "password2"):
            self.fields[name].required = True


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Users who are not superusers can only assign roles, and cannot edit superusers."""

    keeps_drafts = False
    form = AccountForm
    add_form = NewAccountForm
    change_password_form = NewPasswordForm
    add_form_template = "admin/change_form.html"
    change_user_password_template = "admin/new_password.html"  # noqa: S105 - a template
    list_display = ["username", "full_name", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    filter_horizontal = []
    unwatched_fields = frozenset({"last_login"})
    readonly_fields = ["new_password", "last_login"]
    add_fieldsets = [
        (_("Wer ist das?"), {"fields": ["username", "first_name", "last_name", "email"]}),
        (_("Was darf die Person?"), {"fields": ["groups"]}),
        (_("Passwort für den Anfang"), {"fields": ["password1", "password2"]}),
    ]
    fieldsets = [
        (_("Wer ist das?"), {"fields": ["username", "first_name", "last_name", "email"]}),
        (_("Was darf die Person?"), {"fields": ["groups", "is_active"]}),
        (_("Anmeldung"), {"fields": ["new_password", "last_login"]}),
    ]

    def get_queryset(self, request):
        accounts = super().get_queryset(request).prefetch_related("groups")
        return accounts if request.user.is_superuser else accounts.filter(is_superuser=False)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not request.user.is_superuser:
            return fieldsets
        return [*fieldsets, (_("Alle Rechte"), {"fields": ["is_superuser"], "classes": ["collapse"]})]

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request=request, **kwargs)
        roles = Group.objects.order_by("name")
        if not request.user.is_superuser:
            roles = roles.filter(name__in=ROLES)
        return forms.ModelMultipleChoiceField(roles, required=False, widget=forms.CheckboxSelectMultiple)

    @limit_password_tries
    def user_change_password(self, request, id, form_url=""):
        return super().user_change_password(request, id, form_url)

    def save_model(self, request, obj, form, change):
        # Accounts are for the admin only: residents need none.
        obj.is_staff = True
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        before = own_roles.roles_of(form.instance)
        super().save_related(request, form, formsets, change)
        if form.instance.pk == request.user.pk:
            own_roles.record(form.instance, before)

    def deletion_refusal(self, request, record):
        """Refuse the user's own account."""
        if record.pk != request.user.pk:
            return None
        return Refusal(
            gettext("Das ist Ihr eigenes Konto. Löschen kann es nur jemand anderes."), (form_link(self, record),)
        )

    def effects_of_deletion(self, request, records):
        return [
            gettext(
                "Anmelden geht damit nicht mehr. Im Verlauf bleibt, was geändert wurde, aber ohne den Namen. Soll der "
                "Name bleiben? Dann wählen Sie im Formular nur „darf sich anmelden“ ab."
            )
        ]

    @admin.display(description=_("Name"))
    def full_name(self, account):
        return account.get_full_name()

    @admin.display(description=_("Rollen"))
    def roles(self, account):
        return _("darf alles") if account.is_superuser else ", ".join(group.name for group in account.groups.all())

    @admin.display(description=_("Passwort"))
    def new_password(self, account):
        return format_html('<a class="button" href="../password/">{}</a>', _("Neues Passwort setzen"))


# The label says "role"; the table keeps Django's name.
admin.site.unregister(Group)


@admin.register(Role)
class RoleAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Read-only: permissions of roles are defined by the sections and reset with each update."""

    keeps_drafts = False
    list_display = ["name", "people"]
    fields = ["name", "people"]
    readonly_fields = ["people"]

    @admin.display(description=_("Wer hat diese Rolle?"))
    def people(self, role):
        accounts = role.user_set.order_by("username")
        return ", ".join(account.get_full_name() or account.username for account in accounts) or _("niemand")
