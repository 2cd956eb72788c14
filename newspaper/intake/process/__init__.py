"""What runs in child processes with limits: PDFs are read and made into images here. It needs no Django."""
