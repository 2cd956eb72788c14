"""Loans: lend, return and renew copies; their due dates, and erasing returned ones."""
