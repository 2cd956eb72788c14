"""The admin as the staff's room: titles in the house's words, and a first page that says what is to be done."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

from .rooms import rooms


class HouseAdminConfig(AdminConfig):
    default_site = "kasch_site.common.admin_site.HouseAdminSite"


class HouseAdminSite(admin.AdminSite):
    site_title = _("Verwaltung")
    site_header = _("Verwaltung des Hauses")
    index_title = _("Was zu tun ist")
    index_template = "admin/house_index.html"
    enable_nav_sidebar = True

    def index(self, request, extra_context=None):
        todos = [todo for each in rooms() for todo in each.todo(request.user)]
        steps = [step for each in rooms() for step in each.first_steps()]
        context = {
            "todos": sorted(todos, key=lambda todo: not todo.urgent),
            "first_steps": steps if not all(step.is_done for step in steps) else [],
            **(extra_context or {}),
        }
        return super().index(request, context)
