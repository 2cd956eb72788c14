"""Schedule rules, the slots generated from them, walk-in hours and absences."""
