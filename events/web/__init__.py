"""What residents see of events: lists, a month, a day, one event, the plan, and registering for a date."""
