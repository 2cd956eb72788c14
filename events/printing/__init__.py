"""The month on paper: A4, large print and poster, typeset as a tagged PDF.

`content` says what is on it, `formats` how large, `words` keeps text harmless and short enough for a line, `drawings`
makes the QR code and the logos, `typesetting` has `plan.typ` typeset, and `finished` keeps what was made.
"""
