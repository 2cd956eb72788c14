"""Row locks of circulation: first the title, then its copies, so that two desks never wait for each other."""

from library.models import Copy, Title


def lock_title(pk) -> Title:
    """Lock a title, and with it its queue and its copies, until the end of the transaction; return it."""
    return Title.objects.select_for_update(of=("self",)).select_related("medium").get(pk=pk)


def lock_copy(copy: Copy) -> Copy:
    """Lock the title of a copy; return the copy as it is now."""
    title = lock_title(copy.title_id)
    fresh = Copy.objects.get(pk=copy.pk)
    fresh.title = title
    return fresh
