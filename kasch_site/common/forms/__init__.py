"""Base classes and protection of public forms."""
