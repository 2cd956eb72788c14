"""Caching by version stamps that database triggers maintain."""
