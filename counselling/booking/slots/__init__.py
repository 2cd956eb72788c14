"""The states of a slot: held, assigned, cooling, free; who changes one holds its row lock."""
