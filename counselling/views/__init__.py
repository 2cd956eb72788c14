"""Pages of the counselling for residents, a module for each thing that somebody does."""

from .choosing import times
from .confirming import confirm
from .details import details
from .offers import offer
from .own import calendar, enter, leave, mine, move
from .topics import topic, topics
from .waiting import wait, waiting

__all__ = [
    "calendar",
    "confirm",
    "details",
    "enter",
    "leave",
    "mine",
    "move",
    "offer",
    "times",
    "topic",
    "topics",
    "wait",
    "waiting",
]
