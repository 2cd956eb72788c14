"""Registration in the admin: settings of an event, the desk, search, statistics."""
