"""Events: calendar, registration, monthly plan."""
