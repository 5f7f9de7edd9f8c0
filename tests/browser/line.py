"""A line that counts: all that a browser asks for and gets through it, whatever part of it asks."""

import contextlib
import re
import socket
import threading

_ASKED = re.compile(rb"\b(?:GET|POST|DELETE) \S+(?= HTTP/)")


class Line:
    """Listens on a port of its own and passes everything on to the server."""

    def __init__(self, server: str) -> None:
        self._target = ("127.0.0.1", int(server.rsplit(":", 1)[1]))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Condition()
        self._got = 0
        # As they went out, e.g. "GET /tickets/".
        self.asked: list[str] = []
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def taken(self) -> int:
        """Return the bytes since the last call."""
        with self._lock:
            got, self._got = self._got, 0
        return got

    def wait_for(self, asked: str) -> None:
        """Return when that was asked for, e.g. "GET /tickets/"."""
        with self._lock:
            assert self._lock.wait_for(lambda: asked in self.asked, 20), f"nobody asked for {asked}"

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                for source, sink, counts in ((browser, server, False), (server, browser, True)):
                    threading.Thread(target=self._pass, args=(source, sink, counts), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, counts: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                with self._lock:
                    if counts:
                        self._got += len(data)
                    else:
                        self.asked += [found.decode() for found in _ASKED.findall(data)]
                    self._lock.notify_all()
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
