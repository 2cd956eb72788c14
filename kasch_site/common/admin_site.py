"""The admin as the staff's room: titles in the house's words, and a first page that says what is to be done."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

from .rooms import rooms


class HouseAdminConfig(AdminConfig):
    default_site = "kasch_site.common.admin_site.HouseAdminSite"

    def ready(self):
        from .admin_fields import use_in_admin

        use_in_admin()
        super().ready()


class HouseAdminSite(admin.AdminSite):
    site_title = _("Verwaltung")
    site_header = _("Verwaltung des Hauses")
    index_title = _("Was zu tun ist")
    index_template = "admin/house_index.html"
    enable_nav_sidebar = True

    def get_app_list(self, request, app_label=None):
        """The records in the order of the rooms, as the website shows them; what lies below the rooms comes last."""
        order = {each.__module__.split(".")[-2]: place for place, each in enumerate(rooms())}
        found = super().get_app_list(request, app_label)
        return sorted(found, key=lambda app: order.get(app["app_label"], len(order)))

    def index(self, request, extra_context=None):
        todos = [todo for each in rooms() for todo in each.todo(request.user)]
        steps = [step for each in rooms() for step in each.first_steps()]
        context = {
            "todos": sorted(todos, key=lambda todo: not todo.urgent),
            "quick_actions": [action for each in rooms() for action in each.quick_actions(request.user)],
            "first_steps": steps if not all(step.is_done for step in steps) else [],
            **(extra_context or {}),
        }
        return super().index(request, context)
