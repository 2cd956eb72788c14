"""Drafts in the admin: publish, preview, publish later."""
