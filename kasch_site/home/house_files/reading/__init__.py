"""Reading the files of a house, without knowing what a house is."""
