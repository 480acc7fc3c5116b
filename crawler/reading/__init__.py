"""What a page says: its body, captions, byline, files and the way to the next page."""
