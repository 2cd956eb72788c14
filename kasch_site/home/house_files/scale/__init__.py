"""Sample records in large numbers, for performance tests."""
