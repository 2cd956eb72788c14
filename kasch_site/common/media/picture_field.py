"""One field for the picture of a record: an event, a group, a page, a contact person or a room."""

from django import forms
from django.db import models
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from js_asset import Media, Script

# The newest ones are shown to choose from; each picture can be chosen by its name.
MAX_SHOWN = 60
_OPTIONS = {"null": True, "blank": True, "related_name": "+"}


class PicturePicker(forms.Select):
    """A list of pictures by name; with a script the pictures themselves to choose from."""

    @property
    def media(self):
        return Media(js=[Script("js/picture_picker.js", type="module")])

    def render(self, name, value, attrs=None, renderer=None):
        """Return the list and the pictures in it."""
        self.choices = list(self.choices)  # one query for both
        select = super().render(name, value, attrs, renderer)
        pictures = [choice.instance for choice, _label in self.choices if hasattr(choice, "instance")]
        chosen = next((picture for picture in pictures if str(picture.pk) == str(value)), None)
        context = {"select": select, "pictures": pictures[:MAX_SHOWN], "chosen": chosen}
        return render_to_string("admin/widgets/picture_picker.html", context)


class PictureField(models.ForeignKey):
    """The picture of a record, or none; when the picture is deleted, the record remains.

    In forms of the administration it is chosen with `PicturePicker`.
    """

    def __init__(self, to="common.Picture", on_delete=models.SET_NULL, **options):
        super().__init__(to, on_delete, **{"verbose_name": _("Bild"), **_OPTIONS, **options})

    def deconstruct(self):
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, options

    def formfield(self, **options):
        return super().formfield(**{"widget": PicturePicker, "empty_label": _("kein Bild"), **options})
