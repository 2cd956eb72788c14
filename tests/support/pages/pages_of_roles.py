"""Pages of the administration that a role sees differently from a superuser."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory
from django.urls import reverse

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import ROLES


def pages_of_roles(superuser):
    """Return the pages of every role.

    These are its first page, where its buttons and tasks lead, a page that refuses it, and list and forms of each model
    on which it has other permissions than a superuser. Each page is read once for all roles with the same permissions.
    """
    seen = set()
    for role in reversed(ROLES):  # the lead, who may do most, last
        member = User.objects.create_user(f"only-{role}".lower(), is_staff=True)
        member.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(member)
        index = client.get("/admin/")
        yield index
        paths = {link.url.partition("?")[0] for link in (*index.context["quick_actions"], *index.context["todos"])}
        yield from map(client.get, sorted(paths - seen))
        seen |= paths
        for model, permissions in _restricted_models(member, superuser):
            if (model, permissions) not in seen:
                seen.add((model, permissions))
                yield from _pages_of(client, model, dict(permissions))
    yield client.get(reverse("admin:accounts_user_changelist"))


def _restricted_models(member, superuser):
    """Return the models that a member of staff may see, with permissions that a superuser does not have alike."""
    for model, options in admin.site._registry.items():
        own, full = (_permissions(options, user) for user in (member, superuser))
        if own != full and dict(own)["view"]:
            yield model, own


def _permissions(options, user):
    request = RequestFactory().get("/admin/")
    request.user = user
    return tuple(options.get_model_perms(request).items())


def _pages_of(client, model, permissions):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield client.get(reverse(f"{name}_changelist"))
    if permissions["add"]:
        yield client.get(reverse(f"{name}_add"))
    if first := model._default_manager.first():
        yield client.get(reverse(f"{name}_change", args=[first.pk]))
