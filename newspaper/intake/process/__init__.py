"""Code of child processes with limits, which read PDFs and render images. Nothing here imports Django."""
