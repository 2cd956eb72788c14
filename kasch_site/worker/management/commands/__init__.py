"""`work` and `purge`."""
