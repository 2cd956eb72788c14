"""Patrons: membership, cards, PINs, accounts."""
