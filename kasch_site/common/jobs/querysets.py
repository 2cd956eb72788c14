"""What staff ask about jobs, said once."""

from django_tasks_db.models import DBTaskResultQuerySet

from .tasks_api import TaskResultStatus


class JobQuerySet(DBTaskResultQuerySet):
    """Jobs by their state; `ready`, `running`, `failed` and `successful` come with the library."""

    def waiting(self):
        """Not begun yet, whether due now or later."""
        return self.filter(status=TaskResultStatus.READY)
