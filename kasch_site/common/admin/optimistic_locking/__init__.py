"""Optimistic locking of staff forms: what a form showed travels with it, and only what differs from that is written.

`shown` is the token with what was shown, `values` compares and displays the values of form fields, `merging` merges a
submitted form with the database, `rows` does so for formsets, `change_forms` and `lists` use both in every ModelAdmin.
`states` finds out whether records have changed since a page showed them, `actions` asks again before acting on them.
`submissions` makes one record of a form that is sent twice.
"""
