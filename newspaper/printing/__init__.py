"""Data of other sections for the printed newspaper, whose layout is made by hand."""
