"""Background work: jobs are rows, written in the transaction that causes them.

Requests, mails, daily and hourly work are rows of one table behind Django's Tasks API. They are claimed with one lease,
and begun again in one way where a process was killed.
"""
