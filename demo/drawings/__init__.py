"""The drawn pictures of the demo house, in one style; `python -m demo.drawings` writes them into demo/pictures/."""
