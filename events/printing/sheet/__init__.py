"""The month on one sheet, as a poster and in large print.

`parts` sorts the entries of a month, `texts` words them, `content` collects all as plain data, `typesetting` sets
it: `common.typ` with `sheet.typ`, `poster.typ` or `large.typ`, which find the type size that fits.
"""
