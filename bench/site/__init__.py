"""The measured site: a demo house and its servers."""
