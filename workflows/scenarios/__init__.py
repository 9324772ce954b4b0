"""One page a remedy: what happens in which order, and how it can end."""
