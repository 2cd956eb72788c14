"""Full-text search for all sections, over the full text of the database (SQLite FTS5, PostgreSQL tsvector).

A section names its kinds of records (`sections.SearchKind`); `indexing` keeps one `SearchDocument` for each record, in
the transaction that changes it. `queries.search` finds them. The tokens are made here and are the same on both
databases (`analysis`), and so is the order of what is found: by tiers, from the exact word to a word in the text. What
SQL says about it is in `full_text`.
"""
