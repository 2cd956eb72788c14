"""Schedule rules and absences, and their effects on slots."""
