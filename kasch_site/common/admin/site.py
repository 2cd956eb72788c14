"""The admin site: titles, the order of the apps, and an index page with the to-do list."""

from functools import partial, wraps

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.recording import recording
from kasch_site.common.sections import StaffProvider, providers, sections

from .handbook import pages as handbook
from .passwords import limit_password_tries
from .query_params import CheckedParametersMixin, check_autocomplete, report_invalid_parameters
from .unsaved.drafts import DraftsMixin
from .unsaved.refused import preserve_refused_input
from .unsaved.resume import after_login, login_context
from .unsaved.session_end import login_reason, resume_after_login
from .unsaved.still_working import WORKING, still_working, unsaved_context


class HouseAdminConfig(AdminConfig):
    default_site = "kasch_site.common.admin.site.HouseAdminSite"

    def ready(self):
        # Admin options import models, which are not loaded yet when this module is imported.
        from .fields import register_admin_widgets

        register_admin_widgets()
        super().ready()


class HouseAdminSite(admin.AdminSite):
    site_title = _("Verwaltung")
    site_header = _("Verwaltung des Hauses")
    index_title = _("Was zu tun ist")
    index_template = "admin/house_index.html"
    empty_value_display = _("keine Angabe")
    enable_nav_sidebar = True

    def register(self, model_or_iterable, admin_class=None, **options):
        """Register with the mixins of every ModelAdmin.

        They are about parameters, optimistic locking, lists, drafts, history and deletion.
        """
        # The model is not loaded yet when this module is imported.
        from .deletion.mixin import DeletionMixin
        from .german_lists import GermanListMixin
        from .history.mixin import HistoryMixin
        from .lists import ActionsBelowMixin
        from .optimistic_locking.change_forms import LockedChangeFormMixin
        from .optimistic_locking.lists import LockedListMixin
        from .unsaved.uploads import KeptUploadsMixin

        base = admin_class or admin.ModelAdmin
        locked = (LockedChangeFormMixin, LockedListMixin)
        own = (ActionsBelowMixin, GermanListMixin, DraftsMixin, KeptUploadsMixin, HistoryMixin, DeletionMixin)
        bases = (CheckedParametersMixin, *locked, *own, base)
        super().register(model_or_iterable, type(base.__name__, bases, {"__module__": base.__module__}), **options)

    def admin_view(self, view, cacheable=False):
        checked = report_invalid_parameters(_recorded(view), self)
        kept = preserve_refused_input(super().admin_view(checked, cacheable), self)
        return resume_after_login(kept, self)

    def autocomplete_view(self, request):
        check_autocomplete(request.GET)
        return super().autocomplete_view(request)

    def get_app_list(self, request, app_label=None):
        """Return the apps in the order of `settings.SECTIONS`; infrastructure comes last."""
        labels = dict.fromkeys(section.__module__.split(".")[-2] for section in sections())
        order = {label: position for position, label in enumerate(labels)}
        app_list = super().get_app_list(request, app_label)
        return sorted(app_list, key=lambda app: order.get(app["app_label"], len(order)))

    def get_urls(self):
        return [
            path("handbuch/", self._handbook_view(handbook.contents_page), name="handbook"),
            path("handbuch/alles/", self._handbook_view(handbook.print_page), name="handbook_everything"),
            path("handbuch/<slug:anchor>/", self._handbook_view(handbook.chapter_page), name="handbook_chapter"),
            path("papierkorb/", self.admin_view(self.bin), name="bin"),
            path("papierkorb/<int:pk>/", self.admin_view(self.restore), name="restore"),
            path("am-werk/", self.admin_view(still_working), name=WORKING),
            *super().get_urls(),
        ]

    def _handbook_view(self, view):
        return self.admin_view(partial(view, self))

    def each_context(self, request):
        return {**super().each_context(request), "unsaved": unsaved_context(request)}

    @limit_password_tries
    def login(self, request, extra_context=None):
        self.login_form = type(self.make_login_form(request))
        context = {"reason": login_reason(request), **login_context(request), **(extra_context or {})}
        return after_login(self, request, _to_first_page(request, super().login(request, context)))

    def make_login_form(self, request):
        """Return an empty login form."""
        # Account forms import models, which are not loaded yet when this module is imported.
        from kasch_site.common.admin.login import LoginForm

        return LoginForm(request)

    @limit_password_tries
    def password_change(self, request, extra_context=None):
        return super().password_change(request, extra_context)

    def bin(self, request):
        """Show what staff have deleted and can restore."""
        # Models are not loaded yet when this module is imported.
        from .history.bin import bin_page

        return bin_page(self, request)

    def restore(self, request, pk):
        """Ask before restoring a deleted record, and restore it."""
        # Models are not loaded yet when this module is imported.
        from .history.bin import restore_page

        return restore_page(self, request, pk)

    def index(self, request, extra_context=None):
        # Models are not loaded yet when this module is imported.
        from .history.bin import visible_models

        staff = providers(StaffProvider)
        todos = [todo for provider in staff for todo in provider.todo(request.user)]
        steps = [step for provider in staff for step in provider.first_steps()]
        context = {
            "todos": sorted(todos, key=lambda todo: not todo.urgent),
            "quick_actions": [action for provider in staff for action in provider.quick_actions(request.user)],
            "first_steps": steps if not all(step.is_done for step in steps) else [],
            "has_bin": bool(visible_models(self, request)),
            **(extra_context or {}),
        }
        return super().index(request, context)


def _to_first_page(request, response):
    """Redirect to the page of a section that this member of staff works on, instead of the index."""
    if response.status_code != 302 or response.url != reverse("admin:index"):
        return response
    pages = (provider.first_page(request.user) for provider in providers(StaffProvider))
    return next((HttpResponseRedirect(page) for page in pages if page), response)


def _recorded(view):
    """Wrap a view of the administration so that the history attributes what it saves to the member of staff."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        with recording(request.user):
            return view(request, *args, **kwargs)

    return wrapper
