"""Notifications caused by a save, and saving without them ("ohne Nachricht").

Call within the transaction of the save, or of its rolled-back trial: the result is what the sections are going to send.
"""

from kasch_site.common.sections import NotificationProvider, PendingNotification, providers, section

Snapshot = dict[tuple[str, str], PendingNotification]


def pending_notifications() -> Snapshot:
    """Return the pending notifications of all sections, to be compared after a save."""
    return {
        (notification.section, notification.key): notification
        for provider in providers(NotificationProvider)
        for notification in provider.pending_notifications()
    }


def caused_since(before: Snapshot) -> list[PendingNotification]:
    """Return the pending notifications that were added since `before`."""
    return [
        notification
        for key, notification in pending_notifications().items()
        if key not in before or before[key].state != notification.state
    ]


def suppress(notifications: list[PendingNotification]) -> None:
    """Suppress these notifications. Runs in the caller's transaction."""
    for name in {notification.section for notification in notifications}:
        section(name).suppress([notification.key for notification in notifications if notification.section == name])
