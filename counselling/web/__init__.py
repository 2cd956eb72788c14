"""Pages of the counselling for residents, a module for each step."""
