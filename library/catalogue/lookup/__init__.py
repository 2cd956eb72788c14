"""New books in seconds: the ISBN of a photo (`photos`), and what the national library says about it (`sru`)."""
