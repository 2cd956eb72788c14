"""Template tags of counselling."""
