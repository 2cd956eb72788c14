"""Making next month's plan, and telling what has changed since it was printed.

For staff: `outlook` gathers the month, `collisions` finds what needs a decision and `deciding` carries it out, `again`
and `short_form` add single events, `undo` takes things back for a day; `admin` shows it all on one page.
For readers of the paper: `printing` marks an edition, `comparison` tells what differs from it, `sheet` puts that on
paper again.
"""
