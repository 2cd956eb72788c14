"""Titles from files: `tables`, `spreadsheets` and `records.marc_files` read them, `columns` says what a column means,
`entries` joins these, `reading` compares the rows with the catalogue, `importing` adds them.
"""
