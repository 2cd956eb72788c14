"""Text blocks for answers by staff; inserted into the field and edited there."""

from django.utils.translation import gettext_lazy as _

from kasch_site.inquiries.models import Kind

SENTENCES = {
    Kind.ROOM: {
        "yes": (_("Ja, gern"), _("Ja, gern: Der Raum ist für Sie reserviert.")),
        "taken": (
            _("Leider belegt"),
            _("Leider ist der Raum zu dieser Zeit schon belegt. Ginge es auch an einem anderen Tag?"),
        ),
        "call": (_("Bitte rufen Sie uns an"), _("Bitte rufen Sie uns an, damit wir alles besprechen können.")),
    },
    Kind.HELP: {
        "yes": (
            _("Ja, gern"),
            _("Ja, gern! Kommen Sie in unseren Öffnungszeiten vorbei, dann zeigen wir Ihnen das Haus."),
        ),
        "later": (
            _("Im Moment nicht"),
            _(
                "Vielen Dank für Ihr Angebot. Im Moment haben wir dafür genug Hilfe. "
                "Fragen Sie gern später noch einmal."
            ),
        ),
        "call": (_("Bitte rufen Sie uns an"), _("Bitte rufen Sie uns an, damit wir alles besprechen können.")),
    },
}


def buttons(kind: str) -> list[tuple[str, str]]:
    """Return the text blocks for this kind as pairs of key and button label."""
    return [(key, label) for key, (label, _sentence) in SENTENCES[kind].items()]


def insert(kind: str, key: str, typed: str) -> str:
    """Append a text block to the typed text; return it unchanged if it contains the block, or the key is unknown."""
    _label, sentence = SENTENCES[kind].get(key, ("", ""))
    if not sentence or str(sentence) in typed:
        return typed
    return f"{typed.rstrip()}\n\n{sentence}".strip()
