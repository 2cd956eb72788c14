"""Patrons: membership, cards, PINs, accounts and numbers."""
