"""Shared code: the contract of sections, text, forms, caching, export, media and the admin."""
