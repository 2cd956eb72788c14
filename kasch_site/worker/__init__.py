"""Background work: jobs are rows, written in the transaction that causes them.

Django's Tasks API with django-tasks-db stores and runs them. This package adds titles for staff, progress, and recovery
of jobs whose process was killed.
"""
