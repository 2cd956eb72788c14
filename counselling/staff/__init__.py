"""Administration pages of counselling."""
