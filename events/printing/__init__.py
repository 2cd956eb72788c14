"""The month on paper: A4, large print and poster, typeset as a tagged PDF.

`content` collects the text, `formats` defines the sheets, `printable_text` sanitizes text, `drawings` renders the QR
code and the logos, `typesetting` runs typst on `plan.typ`, and `cached_plans` caches the result.
"""
