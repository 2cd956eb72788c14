"""Pages of the counselling for residents, a module for each thing that somebody does."""

from .choosing import times
from .confirming import confirm
from .filling_in import details
from .offers import offer
from .own import calendar, enter, leave, mine, move
from .ways_in import topic, topics
from .wishes import wait, waiting

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
