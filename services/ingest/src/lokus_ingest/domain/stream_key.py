"""Which stream of which camera of which tenant."""

from dataclasses import dataclass

from lokus_proto.subjects import StreamName


@dataclass(frozen=True, slots=True)
class StreamKey:
    """The name of one stream."""

    tenant: str
    camera: str
    stream: StreamName

    def __str__(self) -> str:
        return f"{self.camera}/{self.stream}"

    def log_fields(self) -> dict[str, str]:
        """Fields for a log line."""
        return {"tenant": self.tenant, "camera_id": self.camera, "stream": self.stream}
