"""Intake of issues: child processes with limits sanitise and read uploaded PDFs."""
