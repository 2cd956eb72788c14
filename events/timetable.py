"""From rules to dates: planned, previewed, made."""
