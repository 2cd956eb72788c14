"""PDFs of others: what a file really is, and a copy of it without anything that could do something."""
