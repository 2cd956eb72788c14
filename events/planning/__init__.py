"""Preparation of the monthly plan, and changes since it was printed.

For staff: `month_summary` collects the month, `conflict_detection` finds conflicts, `conflicts` resolves them,
`copy_from_last_year` finds events to be copied, `duplication` copies them, `undo` reverts steps for a day;
`events.staff` has the page. For readers: `printed_plans` records an edition, `comparison` compares it with the present,
`change_descriptions` describes the changes.
"""
