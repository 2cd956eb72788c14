"""Public pages of the house."""
