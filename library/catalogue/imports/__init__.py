"""Import of titles from files.

`tables`, `spreadsheets` and `records.marc_files` read files, `columns` maps columns to fields, `entries` merges rows,
`reading` compares them with the catalogue, `importing` adds titles.
"""
