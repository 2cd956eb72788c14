"""Read the ISBN from a photo of the bar code of a book. The photo is not stored."""

import zxingcpp
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image

from kasch_site.common.media.images import clean_upload
from library.catalogue.records.isbn import is_isbn, normalise

NO_CODE = _("Auf dem Foto ist kein Strichcode zu lesen. Bitte fotografieren Sie ihn gerade, nah und scharf.")
NOT_OF_A_BOOK = _("Der Strichcode auf dem Foto ist keine ISBN. Sie steht meist hinten auf dem Buch, unter dem Code.")


def isbn_on(upload) -> str:
    """Return the ISBN-13 of the bar code on an uploaded photo.

    Raise `ValidationError` with a sentence that says how to correct it: no picture, too large (`images`), no code, no
    ISBN.
    """
    with Image.open(clean_upload(upload)) as image:
        codes = zxingcpp.read_barcodes(image.convert("L"))
    texts = [code.text for code in codes]
    if not texts:
        raise ValidationError(NO_CODE, code="no_code")
    isbn = next((normalise(text) for text in texts if is_isbn(text)), "")
    if not isbn:
        raise ValidationError(NOT_OF_A_BOOK, code="not_of_a_book")
    return isbn
