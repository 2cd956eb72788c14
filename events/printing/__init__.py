"""The month on paper, typeset as a tagged PDF: one sheet, a poster, large print, and the complete list.

`plans` returns each of them. `sheet/` makes the first three from the same parts. The list is collected by `content` and
set by `typesetting` with `plan.typ`; `drawings` renders the QR code and the logos, `cached_plans` caches the results.
"""
