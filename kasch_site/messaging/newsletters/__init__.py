"""What people have sent to them by mail again and again: the plan of the month, the newspaper.

A room says what there is (`AppRoom.mailings`) and what an issue of it says. Here is what all of them share: who wants
what and has agreed to it, leaving, and sending an issue once to each.
"""
