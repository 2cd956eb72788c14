"""Messages to persons: for all sections and channels (mail, phone, post).

A section calls `messages.notify(...)` in the transaction that causes the message. The row holds the section, the kind
and the subject, and no personal data: the section renders it when the message is sent (`Section.render_message`), and
a message whose reason no longer exists is not sent.
"""
