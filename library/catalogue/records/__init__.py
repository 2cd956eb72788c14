"""Data of other catalogues about a book: `record` is its data, `marc` reads it from MARC 21, `isbn` and `cleaning`
normalise it.
"""
