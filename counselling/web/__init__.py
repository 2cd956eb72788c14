"""Public pages of counselling, one module for each step."""
