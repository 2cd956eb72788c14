"""Notifications of registrants, by mail, by phone or by post, and what staff see of it before they save."""
