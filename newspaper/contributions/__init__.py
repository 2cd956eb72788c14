"""Contributions of residents: letters, articles and photos for the paper, and offers of old issues."""
