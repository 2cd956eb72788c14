"""Form fields that check the length of what was sent before anything else reads it.

Parsers, regular expressions and the database can be slow with long values: an expression with quadratic running time
takes seconds for 50,000 characters, and nothing else runs meanwhile. So each field of a form that anybody may send
comes from here or from `forms`: `clean` refuses a value that is too long before `to_python`, `validate` and the
validators see it. `tests/kasch_site/common/forms/test_bounded_fields.py` finds fields that do not.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

# Characters of one value where the field names no limit: a number, a day, a key, a word of a choice.
LONGEST_VALUE = 100


class BoundedMixin:
    """Checks the length first; goes before Django's field."""

    @property
    def longest_raw(self) -> int:
        """How many characters of one value are read, before it is tidied.

        Twice `max_length`, because browsers send a line break as two characters, and some for spaces at its ends.
        """
        most = getattr(self, "max_length", None)
        return LONGEST_VALUE if most is None else 2 * most + LONGEST_VALUE

    def clean(self, value):
        """Return the value as Python reads it. Raises ValidationError; for the length alone where that is wrong."""
        for each in value if isinstance(value, list | tuple) else [value]:
            if isinstance(each, str) and len(each) > self.longest_raw:
                self.refuse_longer(each)
        return super().clean(value)

    def refuse_longer(self, text: str) -> None:
        """Raise ValidationError if the text is longer than the field takes."""
        most = getattr(self, "max_length", None)
        try:
            MaxLengthValidator(self.longest_raw if most is None else most)(text)
        except ValidationError as error:
            error.message = self.error_messages.get(error.code, error.message)
            raise


class BoundedCheckboxInput(forms.CheckboxInput):
    """A box to tick that passes on a long value instead of calling it ticked."""

    def value_from_datadict(self, data, files, name):
        value = data.get(name)
        is_long = isinstance(value, str) and len(value) > LONGEST_VALUE
        return value if is_long else super().value_from_datadict(data, files, name)


class BooleanField(BoundedMixin, forms.BooleanField):
    widget = BoundedCheckboxInput


class CharField(BoundedMixin, forms.CharField):
    pass


class ChoiceField(BoundedMixin, forms.ChoiceField):
    pass


class DateField(BoundedMixin, forms.DateField):
    pass


class IntegerField(BoundedMixin, forms.IntegerField):
    pass


class ModelChoiceField(BoundedMixin, forms.ModelChoiceField):
    pass


class MultipleChoiceField(BoundedMixin, forms.MultipleChoiceField):
    pass


class TypedChoiceField(BoundedMixin, forms.TypedChoiceField):
    pass


class UUIDField(BoundedMixin, forms.UUIDField):
    pass
