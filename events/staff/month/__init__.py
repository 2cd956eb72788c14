"""The month in the admin: preparing it, its conflicts, its page and its tasks."""
