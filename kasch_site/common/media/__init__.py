"""Pictures: validation of uploads, renditions, delivery."""
