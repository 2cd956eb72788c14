"""Minimal programs that the site is compared with."""
