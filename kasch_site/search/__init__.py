"""The page "Suche", which searches all sections."""
