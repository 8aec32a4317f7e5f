"""A response that is made while the engine is still at work; its answer is waited for at the end.

Headers take as long to put together as an engine takes for its first rows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from flask import Response, current_app

from michisuji.web.gateway import Flow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger("michisuji.web")


class Awaited(Response):
    """An answer on its way. When it breaks off, so does the connection: nothing is cut silently.

    An error that comes before the first part is answered in this response's place. ``then`` is done
    when size and body are known.
    """

    #: The body is not there yet, which is not the same as an empty one.
    automatically_set_content_length = False

    def __init__(self, flow: Flow, content_type: str) -> None:
        super().__init__(content_type=content_type)
        self._flow = flow
        #: Whether the engine's answer is still to come.
        self.is_waiting = True
        self.then: list[Callable[[Response], Response]] = []
        self.call_on_close(flow.close)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """As WSGI asks."""
        headers = self.get_wsgi_headers(environ)
        try:
            stream = self._flow.begin()
        except Exception as error:
            self.close()
            failed = current_app.handle_user_exception(error)
            return current_app.finalize_request(failed)(environ, start_response)
        self.is_waiting = False
        self.response = _logged(stream.chunks)
        if stream.size is not None:
            self.content_length = stream.size
        for change in self.then:
            change(self)
        if stream.size is not None or self.then:
            headers = self.get_wsgi_headers(environ)
        start_response(self.status, headers.to_wsgi_list())
        return self.get_app_iter(environ)


def _logged(chunks: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from chunks
    except Exception as error:
        # Headers are out: the server closes the connection before the answer's end.
        log.warning("an answer was broken off: %s", error)
        raise
