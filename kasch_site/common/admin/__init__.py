"""The admin: behaviour of all lists and forms, and the collection of pictures."""
