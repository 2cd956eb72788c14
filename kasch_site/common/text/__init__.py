"""Text: plain and rich text, slugs, phone numbers, dates and times in German."""
