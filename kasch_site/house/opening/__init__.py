"""Opening hours of the house: the week, public holidays, closing days."""
