"""Rate limits without storing addresses of visitors."""
