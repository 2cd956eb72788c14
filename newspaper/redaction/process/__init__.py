"""The child process that makes the files of an issue again, and searches them. Nothing here needs Django."""
