"""Admin of single dates: the list by day, actions on several, and a page for each change of one."""
