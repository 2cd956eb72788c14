"""Merge a submitted form with the database.

A field that the editor left as it was shown takes the current value of the database. A field that both the editor and
somebody else have changed is a conflict: the form is not valid until the editor chooses one of the two texts.
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from .shown import MAX_NAME_LENGTH, SHOWN, Shown, key_of, shown_in
from .values import both_in_words, digest, submitted, unedited

CHOICE = "_choose"
MINE, THEIRS = "mine", "theirs"
DELETE = "DELETE"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field with its text as typed and as it is in the database now; `choice` is the name of the radio buttons."""

    record: str
    name: str
    label: str
    mine: str
    theirs: str

    @property
    def choice(self) -> str:
        """Return the name of the radio buttons."""
        return choice_name(self.record, self.name)


@dataclass
class Merged:
    """The submitted data after merging, the conflicts, and the labels of fields that somebody else has changed.

    `unedited` are the names of fields with the value of the database.
    """

    data: MultiValueDict
    files: MultiValueDict
    conflicts: list[Conflict] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    unedited: set[str] = field(default_factory=set)


def choice_name(record: str, name: str) -> str:
    """Return the name of the radio buttons of a conflict."""
    return f"{CHOICE}-{record}-{name}"


def record_key(form) -> str:
    """Return the key of the record that a form edits; "" for a new one."""
    instance = getattr(form, "instance", None)
    if instance is None:
        return getattr(form, "record_key", "")
    return "" if instance._state.adding else key_of(instance)


def show(forms) -> Shown:
    """Return what these forms show: for the token of the page."""
    state = Shown()
    for form in forms:
        key = record_key(form)
        if not key:
            continue
        state.values[key] = {
            name: _current(form, name) for name, form_field in form.fields.items() if not form_field.disabled
        }
        state.undecided += [[key, conflict.name] for conflict in getattr(form, "conflicts", [])]
        if form.prefix:
            state.names[key] = record_name(form)[:MAX_NAME_LENGTH]
    return state


def page_context(forms) -> dict:
    """Return the context of a page with these forms: the hidden field with the token, and the conflicts."""
    conflicts = [conflict for form in forms for conflict in getattr(form, "conflicts", [])]
    return {"shown": (SHOWN, show(forms).token()), "conflicts": conflicts}


def record_name(form) -> str:
    """Return the name of the record that a form edits."""
    instance = getattr(form, "instance", None)
    return str(getattr(form, "record_name", "") if instance is None else instance)


def _current(form, name):
    """Return the digest of the value that the form shows before anybody edits it."""
    return digest(form.fields[name], _current_value(form, name))


def _current_value(form, name):
    if not unedited(form, name):  # a file
        return form.get_initial_for_field(form.fields[name], name)
    return submitted(form, name, MultiValueDict(unedited(form, name)), {})


class MergingFormMixin:
    """Mixin for a form, listed first: merges submitted data with the record, as it was when the form was created.

    Create the form inside a transaction that holds the lock of the record.
    """

    def __init__(self, data=None, files=None, *args, **kwargs):
        self.merged = Merged(data, files)
        shown = None if data is None else shown_in(data)
        if shown is not None:
            self.merged = self._merge(shown, data, files, args, kwargs)
        super().__init__(self.merged.data, self.merged.files, *args, **kwargs)

    def _merge(self, shown, data, files, args, kwargs):
        unbound_form = type(self)(None, None, *args, **kwargs)
        return Merge(unbound_form, shown, data, files).result() if record_key(unbound_form) else Merged(data, files)

    @property
    def conflicts(self) -> list[Conflict]:
        """Return the fields that the editor and somebody else have changed."""
        return self.merged.conflicts

    @property
    def kept(self) -> list[str]:
        """Return the labels of the fields that somebody else has changed and that stay so."""
        return self.merged.kept

    @cached_property
    def changed_data(self):
        """Return the changed fields; a difference that only a browser makes, such as line breaks, is none."""
        return [name for name in super().changed_data if name not in self.merged.unedited]

    def clean(self):
        cleaned_data = super().clean()
        for conflict in self.conflicts:
            name = conflict.name if conflict.name in self.fields else None
            self.add_error(name, ValidationError(_("Bitte wählen Sie, welcher der beiden Texte gelten soll.")))
        return cleaned_data


class Merge:
    """The merging of one form; `unbound_form` is the same form without submitted data."""

    def __init__(self, unbound_form, shown: Shown, data, files):
        self.unbound_form, self.shown = unbound_form, shown
        self.key = record_key(unbound_form)
        self.shown_values = shown.values.get(self.key)
        self.merged = Merged(data, files)
        self.is_changed_meanwhile = False

    def result(self) -> Merged:
        """Return the merged data and the conflicts."""
        for name, form_field in self.unbound_form.fields.items():
            if not form_field.disabled:
                self._merge(name, form_field)
        self._check_deletion()
        return self.merged

    def _merge(self, name, form_field):
        was = (self.shown_values or {}).get(name)
        now, mine = _current(self.unbound_form, name), self._submitted_digest(name, form_field, was)
        self.is_changed_meanwhile |= was is not None and now != was
        if mine == now:
            self._take_current(name)
        elif self._is_unedited(name, form_field, was, mine):
            self._take_current(name)
            if was is not None and now != was:
                self.merged.kept.append(str(form_field.label or name))
        elif now != was or ([self.key, name] in self.shown.undecided and self._choice(name) != MINE):
            self._conflict(name, form_field)

    def _submitted_digest(self, name, form_field, was):
        value = submitted(self.unbound_form, name, self.merged.data, self.merged.files)
        if not unedited(self.unbound_form, name):  # a file: without an upload, the field is unedited
            return was or _current(self.unbound_form, name) if value is None else digest(form_field, value) + "*"
        return digest(form_field, value)

    def _is_unedited(self, name, form_field, was, mine):
        if was is not None:
            return mine == was or self._choice(name) == THEIRS
        # A field that the page did not show, although it showed the record.
        html_name = self.unbound_form.add_prefix(name)
        is_absent = (
            self.shown_values is not None and html_name not in self.merged.data and html_name not in self.merged.files
        )
        is_absent &= not any(key in self.merged.data for key in unedited(self.unbound_form, name))
        return is_absent or self._choice(name) == THEIRS

    def _choice(self, name):
        return self.merged.data.get(choice_name(self.key, name), "")

    def _take_current(self, name):
        """Replace the submitted value by that of the database."""
        self.merged.unedited.add(name)
        for html_name, values in unedited(self.unbound_form, name).items():
            if self.merged.data.getlist(html_name) != values:
                self._editable_data().setlist(html_name, values)
                if not values:
                    del self.merged.data[html_name]
        html_name = self.unbound_form.add_prefix(name)
        if self.merged.files and html_name in self.merged.files:
            self.merged.files = MultiValueDict(
                {key: value for key, value in self.merged.files.lists() if key != html_name}
            )

    def _editable_data(self):
        """Return the data for a change; the submitted data itself is not changed."""
        if not isinstance(self.merged.data, _EditableData):
            self.merged.data = _EditableData(dict(self.merged.data.lists()))
        return self.merged.data

    def _conflict(self, name, form_field):
        mine = submitted(self.unbound_form, name, self.merged.data, self.merged.files)
        texts = both_in_words(form_field, mine, _current_value(self.unbound_form, name))
        self.merged.conflicts.append(Conflict(self.key, name, self._label(form_field.label or name), *texts))

    def _label(self, text):
        return f"{record_name(self.unbound_form)}: {text}" if self.unbound_form.prefix else str(text)

    def _check_deletion(self):
        """Ask before deleting a row that somebody else has changed since it was shown."""
        html_name = self.unbound_form.add_prefix(DELETE)
        if not self.unbound_form.prefix or not self.merged.data.get(html_name):
            return
        was_undecided, choice = [self.key, DELETE] in self.shown.undecided, self._choice(DELETE)
        if self.is_changed_meanwhile or (was_undecided and choice != MINE):
            del self._editable_data()[html_name]
            if self.is_changed_meanwhile or choice != THEIRS:
                keep = _("Behalten: Es wurde inzwischen geändert.")
                self.merged.conflicts.append(Conflict(self.key, DELETE, self._label(_("löschen")), _("Löschen"), keep))
        else:
            self.merged.conflicts.clear()


class _EditableData(MultiValueDict):
    """A copy of submitted data that may be changed."""
