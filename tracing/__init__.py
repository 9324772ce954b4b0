"""One trace from the message to the provider, and what may stand in it."""
