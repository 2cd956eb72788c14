"""The work that waits: jobs are rows, written in the same transaction as what causes them.

Django's Tasks API with django-tasks-db keeps and runs them. What is ours: a title in the staff's words for each job,
progress that a waiting person sees, and taking up again what a killed process has left behind.
"""
