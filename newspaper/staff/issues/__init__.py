"""Issues, pages and articles in the administration."""
