"""Requests and replies of one session: who we are and which session it is stands in each request.

A request that is answered by 401 is sent once more, as the camera asks for it, and a third time only if the
camera says that the login was right and its nonce too old: nobody is locked out by us.
"""

from collections.abc import Mapping

from lokus_ingest.adapters.rtsp.connection import Connection
from lokus_ingest.adapters.rtsp.failures import refused
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.rtsp.message import Reply
from lokus_ingest.domain.rtsp.sign_in import SignIn
from lokus_proto.v1.stream_state import ReasonKind

UNAUTHORIZED = 401


class ClosedAtChallenge(SourceFailure):
    """The camera asked who we are and closed the connection; it may take the answer on another."""

    def __init__(self) -> None:
        super().__init__(ReasonKind.ENDED, "the camera closes the connection when it asks for a login")


class Exchange:
    """`session`: the session's name, once there is one."""

    def __init__(self, connection: Connection, sign_in: SignIn) -> None:
        self.connection = connection
        self.sign_in = sign_in
        self.session: str | None = None

    async def ask(self, method: str, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """The reply, whatever its status but 401; SourceFailure if there is none."""
        reply = await self.connection.ask(method, url, self.headers(method, url, headers))
        if reply.status == UNAUTHORIZED:
            self.sign_in.met(reply)
            reply = await self._signed_in(method, url, headers)
            if reply.status == UNAUTHORIZED and self.sign_in.met(reply).stale:
                reply = await self.connection.ask(method, url, self.headers(method, url, headers))
        if reply.status == UNAUTHORIZED:
            raise refused(reply.status)
        self.sign_in.learn(reply)
        return reply

    async def _signed_in(self, method: str, url: str, headers: Mapping[str, str] | None) -> Reply:
        try:
            return await self.connection.ask(method, url, self.headers(method, url, headers))
        except SourceFailure as failure:
            if failure.reason is ReasonKind.ENDED and self.session is None:
                raise ClosedAtChallenge from None
            raise

    def headers(self, method: str, url: str, headers: Mapping[str, str] | None = None) -> dict[str, str]:
        """The headers of a request."""
        found = dict(headers or {})
        if authorization := self.sign_in.authorization(method, url):
            found["Authorization"] = authorization
        if self.session is not None:
            found["Session"] = self.session
        return found
