"""Access without an account: links with a secret word, codes one can read out, and limits against guessing."""
