"""What the engine says when it cannot do its work."""


class EngineError(RuntimeError):
    """A part of the engine did not start or stop; the message says which, why, and what to do next."""
