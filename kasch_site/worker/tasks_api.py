"""Django's Tasks API, from Django itself since 6.0, before that from django-tasks."""

try:
    from django.tasks import task
    from django.tasks.base import TaskResultStatus
except ImportError:
    from django_tasks import task
    from django_tasks.base import TaskResultStatus

__all__ = ["TaskResultStatus", "task"]
