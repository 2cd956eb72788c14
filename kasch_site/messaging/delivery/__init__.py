"""Delivery: render messages, send mails, record what staff deliver by hand."""
