"""Accounts and roles of staff."""
