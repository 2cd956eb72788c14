"""Two short forms for residents: request a room, or offer to help.

An inquiry is assigned to the contact person for its kind, answered by mail or phone through the common list of
messages, and erased after its retention period; monthly counts remain.
"""
