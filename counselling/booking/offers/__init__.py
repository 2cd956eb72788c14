"""Offer a slot to one person until they answer, and pass on slots that were released.

A released slot cools for a while, then it is offered to the person who has waited longest: a waitlist entry, or a later
booking that asked for an earlier slot. If nobody accepts, it is free for everybody.
"""
