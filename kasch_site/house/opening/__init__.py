"""When the house is open: the week, public holidays, closing days."""
