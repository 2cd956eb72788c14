"""Notifications caused by a save, and saving without them ("ohne Nachricht").

Call within the transaction of the save, or of its rolled-back trial: the result is what the sections are going to send.
"""

from kasch_site.common.sections import NotificationProvider, PendingNotification, providers, section

Before = dict[tuple[str, str], PendingNotification]


def pending_notifications() -> Before:
    """Return the pending notifications of all sections, to be compared after a save."""
    return {
        (found.section, found.key): found
        for each in providers(NotificationProvider)
        for found in each.pending_notifications()
    }


def caused_since(before: Before) -> list[PendingNotification]:
    """Return the pending notifications that were added since `before`."""
    return [
        found for key, found in pending_notifications().items() if key not in before or before[key].state != found.state
    ]


def suppress(found: list[PendingNotification]) -> None:
    """Suppress these notifications. Runs in the caller's transaction."""
    for name in {each.section for each in found}:
        section(name).suppress([each.key for each in found if each.section == name])
