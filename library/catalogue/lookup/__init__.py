"""Look up new books: the ISBN on a photo (`photos`), and its record in the national library (`sru`)."""
