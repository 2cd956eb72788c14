"""The house's records in the admin."""
