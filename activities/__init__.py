"""Effects on the world: one class a counterpart, one idempotent effect a method."""
