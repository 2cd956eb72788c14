"""Counselling: from a letter in the hand to an appointment."""
