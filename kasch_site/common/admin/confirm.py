"""Asking before saving: staff see what a change would do, and only then it is done.

The form is saved for real inside a transaction, the admin looks at the database as it would be, and if there is
something to say, everything is rolled back and a page asks. So what is announced is what the saving code does, and not
a second piece of code that guesses it.
"""

from dataclasses import dataclass, field, replace
from functools import wraps

from django.db import router, transaction
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.caching.versions import forget_everything
from kasch_site.common.sections import PendingNotification

from .pending_notifications import keep_quiet, told_since, untold

CONFIRMED = "_confirmed"
# What `CONFIRMED` says where staff want nobody to be told.
QUIETLY = "quietly"
BACK = "_back_to_form"
_NOT_REPEATED = {"csrfmiddlewaretoken", CONFIRMED, BACK}


@dataclass(frozen=True)
class Consequences:
    """What saving would do, in sentences for staff. Warnings stand out; the title is the question or its subject.

    `tells` says who would be told what, by mail or on the phone; the admin finds that out by itself.
    """

    title: str
    lines: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    tells: list[PendingNotification] = field(default_factory=list)


class ConfirmationNeeded(Exception):
    """Raised to leave the transaction of a saving that staff have not confirmed yet."""

    def __init__(self, consequences):
        super().__init__(consequences.title)
        self.consequences = consequences


class ConfirmBeforeSaveMixin:
    """For a ModelAdmin, named before it in the list of bases; saves at once if there is nothing to ask."""

    confirm_template = "admin/confirm_save.html"

    def before_save(self, request, obj_pk):
        """Remember what `consequences` wants to compare with; `obj_pk` is None for a new record."""

    def consequences(self, request, obj, form, change, before) -> Consequences | None:
        """Describe what saving does, or None if nobody needs to be asked.

        Called after `save_model` and `save_related` inside a transaction that is rolled back if this returns
        something. `before` is what `before_save` returned.
        """
        return None

    def is_confirmed(self, request) -> bool:
        """Whether staff have read the consequences and said yes."""
        return CONFIRMED in request.POST

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        show = super().changeform_view
        if request.method != "POST" or self.is_confirmed(request) or BACK in request.POST:
            return show(request, object_id, form_url, extra_context)
        request.rehearsal = {}
        try:
            with transaction.atomic(using=router.db_for_write(self.model)):
                return show(request, object_id, form_url, extra_context)
        except ConfirmationNeeded as needed:
            return self._ask(request, object_id, needed.consequences)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change=change, **kwargs)
        if request.method == "POST" and BACK in request.POST:
            return _returned(form_class)
        return form_class

    def save_form(self, request, form, change):
        request.untold_before = untold()
        rehearsal = getattr(request, "rehearsal", None)
        if rehearsal is not None:
            rehearsal["before"] = self.before_save(request, form.instance.pk if change else None)
        return super().save_form(request, form, change)

    def construct_change_message(self, request, form, formsets, add=False):
        # The first thing the admin does once the record and all that belongs to it are saved, and the last that
        # knows the form.
        rehearsal = getattr(request, "rehearsal", None)
        if rehearsal is not None:
            found = self.consequences(request, form.instance, form, not add, rehearsal.get("before"))
            found = with_tells(found, told_since(request.untold_before))
            if found is not None:
                # What was read under a stamp of this rehearsal must not be taken for the next saving with that number.
                forget_everything()
                raise ConfirmationNeeded(found)
        elif is_quiet(request):
            keep_quiet(told_since(request.untold_before))
        return super().construct_change_message(request, form, formsets, add)

    def _ask(self, request, object_id, consequences):
        return ask(self, request, consequences, self.confirm_template, object_id=object_id)


def is_quiet(request) -> bool:
    """Whether staff have said that nobody is to be told."""
    return request.POST.get(CONFIRMED) == QUIETLY


def with_tells(found: Consequences | None, told) -> Consequences | None:
    """The consequences with who would be told; a question of its own if there is nothing else to ask."""
    if not told:
        return found
    found = found or Consequences(str(_("Speichern und Bescheid sagen?")))
    return replace(found, tells=list(told))


def asks_before_telling(action):
    """For an action of a list: asks first if somebody would be told of it, and does nothing until staff say yes."""

    @wraps(action)
    def asked(model_admin, request, queryset):
        return done_or_asked(model_admin, request, lambda: action(model_admin, request, queryset))

    return asked


def done_or_asked(model_admin, request, do, *, back_url=""):
    """What `do` returns, or a page that asks first if somebody would be told of it; then nothing is done.

    Staff who say no get back to `back_url`, without one to the form as they filled it in (`BACK` in the request).
    """
    before = untold()
    try:
        with transaction.atomic(using=router.db_for_write(model_admin.model)):
            result = do()
            told = told_since(before)
            if told and CONFIRMED not in request.POST:
                raise ConfirmationNeeded(with_tells(None, told))
            if is_quiet(request):
                keep_quiet(told)
            return result
    except ConfirmationNeeded as needed:
        forget_everything()
        more = {"back_url": back_url} if back_url else {}
        return ask(model_admin, request, needed.consequences, ConfirmBeforeSaveMixin.confirm_template, **more)


def ask(model_admin, request, consequences, template, **more):
    """The page that asks, with everything that was sent, so that yes sends it once more."""
    drop_messages(request)
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
        **more,
    }
    return TemplateResponse(request, template, context)


def _returned(form_class):
    """The form class for a form that is shown again as it was filled in, and not saved."""
    return type(form_class.__name__, (form_class,), {"is_valid": lambda self: False})


def drop_messages(request):
    """Forget what the undone saving wanted to tell ("wurde gespeichert"): it did not happen."""
    queued = getattr(getattr(request, "_messages", None), "_queued_messages", None)
    if queued is not None:
        queued.clear()
