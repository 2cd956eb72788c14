"""Permissions for the library in the administration."""


def is_at_desk(user) -> bool:
    """Return whether the user may lend, take back and manage patrons."""
    return user.has_perm("library.change_desk")


def sees_statistics(user) -> bool:
    """Return whether the user may see the statistics of the library."""
    return user.has_perm("library.see_statistics")
