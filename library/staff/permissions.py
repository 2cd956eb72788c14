"""Permissions for the library in the administration."""


def is_at_desk(user) -> bool:
    """Return whether the user works at the desk: lends, takes back and looks after patrons."""
    return user.has_perm("library.change_desk")


def sees_statistics(user) -> bool:
    """Return whether the user sees the numbers of the library."""
    return user.has_perm("library.see_statistics")
