"""The pages of the history: what a record was, going back, and the bin."""
