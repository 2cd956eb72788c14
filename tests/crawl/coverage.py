"""Which templates of ours have been drawn, so that none is left out of the picture."""

from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.test.signals import template_rendered

TEMPLATES = Path(settings.BASE_DIR) / "templates"

# Templates that are not in the picture, and why.
NOT_DRAWN = {
    "home/demo_post/list.html": "has an address in the settings of the demo alone; tried in its own test",
    "home/demo_post/mail.html": "as above",
    "forms/errors_formset.html": "a part of the form pack that no form uses today",
    "forms/layout/buttonholder.html": "as above",
    "forms/layout/column.html": "as above",
    "forms/layout/div.html": "as above",
    "forms/layout/row.html": "as above",
    "forms/uni_formset.html": "as above",
    "forms/whole_uni_formset.html": "as above",
}


@contextmanager
def drawn():
    """A set that has the names of all templates that are drawn meanwhile, parents and included ones too."""
    names = set()

    def note(template, **_kwargs):
        names.add(template.name)

    template_rendered.connect(note)
    try:
        yield names
    finally:
        template_rendered.disconnect(note)


def ours() -> set[str]:
    """The names of all our templates."""
    return {str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.*")}
