"""Taking in issues: what a PDF says and looks like, washed and read by child processes with limits."""
