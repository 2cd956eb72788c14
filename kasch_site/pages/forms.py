"""The form with which residents report a barrier."""

from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms.base import AccessibleForm, ContactField, LineField, TextField
from kasch_site.common.forms.guard import GuardedFormMixin

MAX_PLACE_LENGTH = 300


class ReportBarrierForm(GuardedFormMixin, AccessibleForm):
    submit_label = _("Barriere melden")
    privacy_note = _(
        "Ihre Meldung lesen nur Menschen, die hier im Haus arbeiten: um die Barriere zu beseitigen und Ihnen zu "
        "antworten. Ein Jahr, nachdem das erledigt ist, löschen wir sie."
    )

    description = TextField(
        label=_("Was ist schwierig?"),
        help_text=_("Zum Beispiel: „Die Schrift ist zu klein“ oder „Die Tür lässt sich schwer öffnen“."),
        max_length=2000,
        error_messages={"required": _("Schreiben Sie, was schwierig ist. Ein Satz genügt.")},
    )
    where = LineField(
        label=_("Wo?"),
        help_text=_("Eine Seite dieser Website oder ein Ort im Haus."),
        max_length=MAX_PLACE_LENGTH,
        required=False,
    )
    contact = ContactField(
        label=_("Wie erreichen wir Sie?"),
        help_text=_("Telefon oder E-Mail, wenn Sie eine Antwort möchten."),
        required=False,
    )


def local_path(path: str) -> str:
    """Return the path if it is one of this site that can be shown in the form; otherwise ""."""
    is_fit = path.startswith("/") and len(path) <= MAX_PLACE_LENGTH and path.isprintable()
    return path if is_fit and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""
