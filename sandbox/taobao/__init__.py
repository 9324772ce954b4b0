"""The marketplace: its protocol at the door, and behind it the life of a request."""
