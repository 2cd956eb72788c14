"""Checkboxes for related records, to which one that was added in a window of its own is appended."""

from django import forms
from js_asset import Media, Script


class AddableCheckboxes(forms.CheckboxSelectMultiple):
    """Django shows what was added in its window in lists only; a script does it for these checkboxes."""

    def __init__(self, attrs=None, choices=()):
        super().__init__({"class": "addable", **(attrs or {})}, choices)

    @property
    def media(self):
        return Media(js=[Script("js/added_choices.js", type="module")])
