"""PDFs of others: what a file really is, and a copy of it without active content."""
