"""The account of a patron: signing in with card and PIN, loans and holds, a new PIN."""
