"""The desk, patrons, lists and stock-taking in the administration."""
