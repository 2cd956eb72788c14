"""Groups, projects and partner institutions."""
