"""Messages to persons, and newsletter subscriptions."""

from .message import Channel, Message
from .newsletters import ConsentText, Delivery, Dispatch, Subscriber, Subscription

__all__ = [
    "Channel",
    "ConsentText",
    "Delivery",
    "Dispatch",
    "Message",
    "Subscriber",
    "Subscription",
]
