"""The month on paper: A4, large print and poster, typeset as a tagged PDF.

`content` collects the text, `formats` defines the sheets, `drawings` renders the QR code and the logos, `typesetting`
sets `plan.typ` with `kasch_site.common.printing`, and `cached_plans` caches the result.
"""
