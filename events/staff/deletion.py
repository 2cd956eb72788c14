"""Why an event or a date is not deleted, and where to cancel it instead."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Occurrence, Registration
from events.registration.notifications.messages import ACCESS_TOKEN_LIFETIME
from events.scheduling.publication import people_expected_at
from kasch_site.common.admin.deletion.refusals import Refusal


def refuse_event(event) -> Refusal | None:
    """Return a refusal for an event with registrations; None if it can be deleted."""
    dates = Occurrence.objects.filter(event=event)
    if not _has_registrations(dates):
        return None
    people = _people_in_words(dates)
    if not people:
        reason = _("%(why)s Machen Sie die Veranstaltung bis dahin zum Entwurf.") % {"why": _retention_sentence()}
        form = reverse("admin:events_event_change", args=[event.pk])
        return Refusal(reason, ((_("Zur Veranstaltung: dort machen Sie sie zum Entwurf"), form),))
    reason = _("%(people)s. Sagen Sie die Termine ab, dann bekommen alle eine Nachricht.") % {"people": people}
    dates_list = f"{reverse('admin:events_occurrence_changelist')}?event__id__exact={event.pk}"
    return Refusal(reason, ((_("Zu den Terminen: dort sagen Sie ab"), dates_list),))


def refuse_date(date) -> Refusal | None:
    """Return a refusal for a date with registrations or with a series; None if it can be deleted."""
    dates = Occurrence.objects.filter(pk=date.pk)
    people = _people_in_words(dates)
    form = reverse("admin:events_occurrence_change", args=[date.pk])
    cancel = (_("Zum Termin: dort sagen Sie ihn ab"), form)
    if people:
        reason = _("%(people)s. Sagen Sie den Termin ab, dann bekommen alle eine Nachricht.") % {"people": people}
        return Refusal(reason, (cancel,))
    if _has_registrations(dates):
        return Refusal(_retention_sentence(), ((_("Zurück zum Termin"), form),))
    if date.series_id is not None:
        reason = _("Der Termin gehört zu einer Serie und käme von selbst wieder. Sagen Sie ihn stattdessen ab.")
        return Refusal(reason, (cancel,))
    return None


def _has_registrations(dates):
    return Registration.objects.filter(capacity__occurrence__in=dates).exists()


def _people_in_words(dates):
    """Return how many people are registered and waiting; "" if nobody is."""
    booked, waiting = people_expected_at(dates)
    if not booked + waiting:
        return ""
    text = ngettext("Es ist ein Mensch angemeldet", "Es sind %(count)d Menschen angemeldet", booked)
    if waiting:
        text += ngettext(", einer wartet", ", %(waiting)d warten", waiting)
    return text % {"count": booked, "waiting": waiting}


def _retention_sentence():
    return _(
        "Es gibt noch Anmeldungen zu Terminen, die vorbei oder abgesagt sind. %(days)d Tage nach dem Termin löscht die "
        "Website sie."
    ) % {"days": ACCESS_TOKEN_LIFETIME.days}
