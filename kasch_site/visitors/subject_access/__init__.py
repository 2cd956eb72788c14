"""Subject access and erasure across all sections, recorded without personal data."""
