"""What happened while a submitted form was merged, for the messages of the response."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from .merging import record_name

MAX_NAMED = 8


@dataclass
class MergeReport:
    """Notes about one submitted form.

    `deleted_rows` lists rows that were not in the database any more, each with what was typed there; `kept` the labels
    of fields that somebody else had changed and that stay so; `saved_rows` the digests of new rows that this form has
    saved before, `added_rows` those that it saves now.
    """

    deleted_rows: list[tuple[str, list[str]]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    saved_rows: set[str] = field(default_factory=set)
    added_rows: list[str] = field(default_factory=list)
    saved: object = None

    def keep(self, form) -> None:
        """Note the fields of a saved form that somebody else had changed."""
        for label in getattr(form, "kept", []):
            self.kept.append(f"{record_name(form)}: {label}" if form.prefix else label)

    def report(self, model_admin, request) -> None:
        """Show the messages for staff, once."""
        for sentence in self.sentences():
            model_admin.message_user(request, sentence, messages.WARNING)
        self.deleted_rows, self.kept = [], []

    def sentences(self) -> list[str]:
        """Return the messages for staff."""
        return [
            *(_deleted_row_message(*row) for row in dict.fromkeys((n, tuple(t)) for n, t in self.deleted_rows)),
            *self._kept(),
        ]

    def _kept(self):
        names = list(dict.fromkeys(self.kept))
        if names:
            listed = get_text_list(names[:MAX_NAMED], _("und"))
            text = _("Jemand anderes hatte inzwischen etwas geändert, und das ist so geblieben: %(names)s.")
            yield text % {"names": listed}


def _deleted_row_message(name, typed):
    text = _("„%(name)s“ gibt es hier inzwischen nicht mehr. Das Übrige ist davon nicht betroffen.") % {"name": name}
    if typed:
        text += " " + _("Sie hatten dort eingetragen: %(typed)s.") % {"typed": "; ".join(typed)}
    return text
