"""The desk adds callers to the waitlist of a topic without free slots."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counselling.booking import waitlist
from counselling.booking.refusals.errors import BookingRefused
from counselling.models import Topic
from kasch_site.common.admin.shown_again import is_shown_again

from .forms import DeskWaitlistForm


class WaitlistMixin:
    """The page of the desk that adds a waitlist entry; it shares the checks of `DeskMixin`."""

    def wait(self, request, slug):
        """Enter a person who waits for a slot of a topic."""
        self._require_desk(request)
        topic = get_object_or_404(Topic, slug=slug)
        form = DeskWaitlistForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and not is_shown_again(request):
            try:
                return self._join(request, topic, form)
            except BookingRefused as refused:
                form.add_error(None, str(refused))
        context = {"topic": topic, "form": form, "has_errors": bool(form.errors)}
        return self._page(request, _("Auf die Warteliste"), "wait", context)

    def _join(self, request, topic, form):
        key, is_urgent = form.idempotency_key(), form.cleaned_data["is_urgent"]
        with transaction.atomic():
            entry = waitlist.join(topic, form.person(), key, is_urgent=is_urgent)
            self.log_addition(request, entry, [{"added": {}}])
        text = _("%(name)s steht auf der Warteliste. Wird eine Zeit frei, steht der Anruf auf der Anrufliste.")
        if entry.must_confirm:
            text = _("%(name)s bekommt eine E-Mail und steht auf der Warteliste, sobald der Link darin geöffnet ist.")
        self.message_user(request, text % {"name": entry.name}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:counselling_booking_changelist"))
