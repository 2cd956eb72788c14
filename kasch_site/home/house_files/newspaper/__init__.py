"""The paper of a house: read from its files, typeset, and written as issues.

`paper` and `texts` read the files, `appearance` numbers the issues, `typesetting` sets `issue.typ`, `scanning` makes
images of pages, `broken_page` makes one unreadable, and `writing` stores all of it.
"""
