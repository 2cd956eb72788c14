"""What the house tells persons: one list of messages for every room and every way, mail, phone or paper.

A room calls `messages.tell(...)` in the transaction that gives the reason. The row says who tells what about which
record, and nothing of the person: what the message says is asked of the room when it is sent (`AppRoom.letter`), and
a message whose reason has gone by then is not sent.
"""
