"""Newsletters: the monthly plan, the newspaper.

A section defines its newsletters (`NewsletterProvider`) and renders their editions. This package holds what they share:
subscriptions and consent, unsubscribing, and sending an edition once to each subscriber.
"""
