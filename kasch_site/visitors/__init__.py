"""Access without an account: links with a token, reference codes to read out, and limits against guessing."""
