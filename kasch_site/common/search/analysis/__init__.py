"""Text analysis: words, compounds, stems and numbers become the tokens of a document or a search."""
