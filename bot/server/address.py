"""The address at which Klatch listens."""

import errno
import socket

_FIXES = {
    errno.EADDRINUSE: "Stop whatever is listening there, or set another PORT.",
    errno.EACCES: "Ports below 1024 need extra privileges: set another PORT.",
}
_ELSE = "Check HOST: it must be an address of this machine."


class CannotListenError(Exception):
    """Klatch cannot listen there; the message is for the operator, and ``code`` is the system's."""

    def __init__(self, host: str, port: int, error: OSError) -> None:
        self.code = error.errno
        fix = _FIXES.get(error.errno or 0, _ELSE)
        super().__init__(f"Klatch cannot listen on {host}, port {port}: {error.strerror}. {fix}")


def reserve(host: str, port: int) -> socket.socket:
    """Return a socket at that address that does not listen yet; port 0 is any free one. Raises CannotListenError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol by name: asyncio sets TCP_NODELAY only on sockets that say so, and without it each answer
    # of two parts waits 40 ms for the acknowledgement of its first.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotListenError(host, port, error) from None
    return listener
