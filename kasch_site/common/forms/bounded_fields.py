"""Form fields that check the length of a value before processing it.

Parsers, regular expressions and the database can be slow with long values: an expression with quadratic running time
takes seconds for 50,000 characters and blocks the process. So each field of a public form comes from here or from
`base`: `clean` refuses a value that is too long before `to_python`, `validate` and the validators run.
`tests/kasch_site/common/forms/test_bounded_fields.py` finds fields that do not.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

# The maximum length of one value where the field sets none: numbers, dates, keys, choices.
MAX_VALUE_LENGTH = 100


class BoundedMixin:
    """Mixin that checks the length first; listed before Django's field."""

    @property
    def max_raw_length(self) -> int:
        """Return how many characters of one value are accepted before it is normalised.

        Twice `max_length`, because browsers send a line break as two characters, and for surrounding spaces.
        """
        max_length = getattr(self, "max_length", None)
        return MAX_VALUE_LENGTH if max_length is None else 2 * max_length + MAX_VALUE_LENGTH

    def clean(self, value):
        """Return the cleaned value. Raise `ValidationError`; for an excessive length without any other check."""
        for item in value if isinstance(value, list | tuple) else [value]:
            if isinstance(item, str) and len(item) > self.max_raw_length:
                self.check_length(item)
        return super().clean(value)

    def check_length(self, text: str) -> None:
        """Raise `ValidationError` if the text is longer than the field allows."""
        max_length = getattr(self, "max_length", None)
        try:
            MaxLengthValidator(self.max_raw_length if max_length is None else max_length)(text)
        except ValidationError as error:
            error.message = self.error_messages.get(error.code, error.message)
            raise


class BoundedCheckboxInput(forms.CheckboxInput):
    """A checkbox that passes on an overlong value instead of treating it as checked."""

    def value_from_datadict(self, data, files, name):
        value = data.get(name)
        is_long = isinstance(value, str) and len(value) > MAX_VALUE_LENGTH
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
