"""Residents turn to the house with two short forms: they ask for a room, or they offer to help.

Each request reaches the contact person who sees to its kind, is answered by mail or by phone through the one list of
messages, and is erased in time; how many there were each month stays.
"""
