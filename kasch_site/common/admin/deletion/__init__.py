"""Deleting in the administration: what staff read before, why a record is not deleted, and what to do instead."""
