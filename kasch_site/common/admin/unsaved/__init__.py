"""Unsaved input of staff: drafts in the browser, and forms that resume after a login."""
