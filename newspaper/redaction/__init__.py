"""Hiding people in old issues: their names, passages and whole pages, in all that residents can reach."""
