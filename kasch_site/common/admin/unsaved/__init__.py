"""What staff typed and have not saved: drafts in the browser, and forms that resume after a login."""
