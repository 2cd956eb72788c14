"""Intake of issues: what a PDF says and looks like, sanitised and read by child processes with limits."""
