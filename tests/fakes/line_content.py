"""LINE's second host: the bytes of files that people sent."""

from tests.fakes.edge import Answer
from tests.fakes.line_door import Incoming, LineRoute, RefusedError


class Contents:
    """Files by message id. `preparing`: so many asks are answered 202 before a file is there."""

    def __init__(self) -> None:
        self.preparing = 0
        self._kept: dict[str, bytes] = {}

    def keep(self, message: str, content: bytes) -> None:
        """Hold a file."""
        self._kept[message] = content

    def forget(self) -> None:
        """LINE removes files after some time."""
        self._kept.clear()

    def routes(self) -> list[LineRoute]:
        """The endpoint."""
        path = "/v2/bot/message/{messageId}/content"
        return [LineRoute(method="GET", path=path, work=self._get)]

    def _get(self, call: Incoming) -> Answer:
        content = self._kept.get(call.path["messageId"])
        if content is None:
            raise RefusedError(404, "Not found")
        if self.preparing:
            self.preparing -= 1
            return Answer(status=202, body=b"")
        return Answer(body=content, media_type="application/octet-stream")
