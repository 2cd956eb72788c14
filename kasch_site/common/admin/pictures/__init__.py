"""Pictures in the admin: their list and form, and thumbnails in the lists of other records."""
