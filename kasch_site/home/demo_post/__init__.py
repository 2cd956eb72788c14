"""The post of the demo: mails are files, and a page shows them, so that one sees what the house would have sent."""
