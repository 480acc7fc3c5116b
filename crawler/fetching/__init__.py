"""What the spider needs to walk a portal: frontier, links, sections, and the writer behind it."""
