"""The child process that recreates and searches the files of an issue. Nothing here imports Django."""
