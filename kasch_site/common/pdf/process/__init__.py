"""What runs in a child process with limits: a PDF is sanitised here. It needs no Django."""
