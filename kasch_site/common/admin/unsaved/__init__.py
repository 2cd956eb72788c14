"""What staff typed and have not saved: drafts in the browser, and forms that go on after a login."""
