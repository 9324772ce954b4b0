"""Ports of this machine: whether one is free, and which setting moves it when it is not."""

import socket

from engine.errors import EngineError
from settings import setting_name

HOST = "127.0.0.1"


def require_free(port: int, field: str, *, of: str) -> None:
    """Raise EngineError, naming the setting `field`, when something on this machine listens on the port already."""
    if not is_free(port):
        raise EngineError(
            f"{of} needs port {port}, which is taken. Stop what listens there, or set {setting_name(field)} to another "
            f"port; AMENDS_PORT_BASE moves all ports at once, so that two clones can run side by side."
        )


def is_free(port: int) -> bool:
    """Whether we could listen on this port of the loopback address now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that nobody listens on; for tests, where no fixed number is promised to anyone."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
