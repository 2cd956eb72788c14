"""Confirmation before saving: show staff the effects of a change and apply it only once they confirm.

The form is saved inside a transaction and the effects are read from the database. If there is anything to confirm, the
transaction is rolled back and a confirmation page is shown. The announced effects are therefore those of the saving
code itself, not of a second implementation that predicts them.
"""

from dataclasses import dataclass, field, replace
from functools import wraps

from django.db import router, transaction
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kasch_site.common.caching.versions import clear_all
from kasch_site.common.sections import PendingNotification

from ..shown_again import BACK_TO_FORM, CONFIRMED, ShownAgainMixin, is_shown_again
from .pending_notifications import caused_since, pending_notifications, suppress

# The value of `CONFIRMED` if staff chose to save without notifications.
WITHOUT_NOTIFICATION = "without_notification"
_ASK = _("Speichern und Bescheid sagen?")
# Selected records that a confirmation page names; the others are counted.
MAX_NAMED = 20
_NOT_REPEATED = {"csrfmiddlewaretoken", CONFIRMED, BACK_TO_FORM}


@dataclass(frozen=True)
class Consequences:
    """The effects of saving, in sentences for staff. Warnings are highlighted; the title is the question or its
    subject.

    `notifications` lists pending notifications by mail or phone; the admin fills it in.
    """

    title: str
    lines: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    notifications: list[PendingNotification] = field(default_factory=list)


class ConfirmationNeeded(Exception):
    """Raised to leave the transaction of a save that staff have not confirmed yet."""

    def __init__(self, consequences):
        super().__init__(consequences.title)
        self.consequences = consequences


class ConfirmBeforeSaveMixin(ShownAgainMixin):
    """Mixin for a ModelAdmin, listed before it in the bases; saves at once if there is nothing to confirm."""

    confirm_template = "admin/confirm_save.html"

    def before_save(self, request, obj_pk):
        """Return what `consequences` needs for its comparison; `obj_pk` is None for a new record."""

    def consequences(self, request, obj, form, change, before) -> Consequences | None:
        """Return the effects of saving, or None if no confirmation is needed.

        Called after `save_model` and `save_related`, inside a transaction that is rolled back if this returns anything.
        `before` is the return value of `before_save`.
        """
        return None

    def is_confirmed(self, request) -> bool:
        """Return whether staff have confirmed the effects."""
        return CONFIRMED in request.POST

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        render = super().changeform_view
        if request.method != "POST" or self.is_confirmed(request) or is_shown_again(request):
            return render(request, object_id, form_url, extra_context)
        request.dry_run = {}
        try:
            with transaction.atomic(using=router.db_for_write(self.model)):
                return render(request, object_id, form_url, extra_context)
        except ConfirmationNeeded as confirmation:
            return self._render_confirmation(request, object_id, confirmation.consequences)

    def save_form(self, request, form, change):
        request.pending_before = pending_notifications()
        dry_run = getattr(request, "dry_run", None)
        if dry_run is not None:
            dry_run["before"] = self.before_save(request, form.instance.pk if change else None)
        return super().save_form(request, form, change)

    def construct_change_message(self, request, form, formsets, add=False):
        # Django calls this first after the record and its related objects are saved, and it is the last hook that
        # receives the form.
        dry_run = getattr(request, "dry_run", None)
        if dry_run is not None:
            consequences = self.consequences(request, form.instance, form, not add, dry_run.get("before"))
            consequences = with_notifications(consequences, caused_since(request.pending_before))
            if consequences is not None:
                # Drop values cached under a version stamp of this rolled-back transaction: a later save may reach the
                # same stamp.
                clear_all()
                raise ConfirmationNeeded(consequences)
        elif skips_notifications(request):
            suppress(caused_since(request.pending_before))
        return super().construct_change_message(request, form, formsets, add)

    def _render_confirmation(self, request, object_id, consequences):
        return render_confirmation(self, request, consequences, self.confirm_template, object_id=object_id)


def skips_notifications(request) -> bool:
    """Return whether staff chose to save without notifications."""
    return request.POST.get(CONFIRMED) == WITHOUT_NOTIFICATION


def with_notifications(consequences: Consequences | None, notifications) -> Consequences | None:
    """Return the effects with the pending notifications added; create them if there is nothing else to confirm."""
    if not notifications:
        return consequences
    consequences = consequences or Consequences(str(_ASK))
    return replace(consequences, notifications=list(notifications))


def confirm_notifications(action):
    """Decorate an admin action: ask for confirmation first if it would notify anybody."""

    @wraps(action)
    def wrapper(model_admin, request, queryset):
        chosen = _named(queryset) if CONFIRMED not in request.POST else []
        return run_or_confirm(model_admin, request, lambda: action(model_admin, request, queryset), lines=chosen)

    return wrapper


def _named(records) -> list[str]:
    """Return the names of selected records for the confirmation page; of many the first ones, the others counted."""
    names = [str(record) for record in records]
    more = len(names) - MAX_NAMED
    if more <= 0:
        return names
    return [*names[:MAX_NAMED], ngettext("und ein weiterer", "und %(count)d weitere", more) % {"count": more}]


def run_or_confirm(model_admin, request, do, *, back_url="", lines=()):
    """Return the result of `do`, or a confirmation page, with everything rolled back, if `do` would notify anybody.

    The page shows `lines`: sentences about what `do` does, or the names of the records.
    "Cancel" leads to `back_url`, or without one to the form as it was filled in (`BACK_TO_FORM` in the request).
    """
    before = pending_notifications()
    try:
        with transaction.atomic(using=router.db_for_write(model_admin.model)):
            result = do()
            caused = caused_since(before)
            if caused and CONFIRMED not in request.POST:
                raise ConfirmationNeeded(Consequences(str(_ASK), list(lines), notifications=caused))
            if skips_notifications(request):
                suppress(caused)
            return result
    except ConfirmationNeeded as confirmation:
        clear_all()
        url_context = {"back_url": back_url} if back_url else {}
        return render_confirmation(
            model_admin, request, confirmation.consequences, ConfirmBeforeSaveMixin.confirm_template, **url_context
        )


def render_confirmation(model_admin, request, consequences, template, **extra_context):
    """Render the confirmation page with all submitted fields, so that confirming submits them again."""
    discard_messages(request)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": consequences.title,
        "consequences": consequences,
        "fields": [
            (name, value) for name, values in request.POST.lists() if name not in _NOT_REPEATED for value in values
        ],
        "has_files": bool(request.FILES),
        "back_url": request.get_full_path() if "action" in request.POST else "",
        "opts": model_admin.opts,
        **extra_context,
    }
    return TemplateResponse(request, template, context)


def discard_messages(request, keep: int = 0):
    """Discard messages of the rolled-back save ("wurde gespeichert"), except the first `keep` (`message_count`)."""
    del _queued_messages(request)[keep:]


def message_count(request) -> int:
    """Return how many messages this request has queued so far."""
    return len(_queued_messages(request))


def _queued_messages(request) -> list:
    return getattr(getattr(request, "_messages", None), "_queued_messages", [])
