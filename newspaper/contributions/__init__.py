"""Writing along: letters, articles and photos for the paper, and old issues that somebody still has."""
