"""What of a collection a caller may see."""

from dataclasses import dataclass

from lokus_kit.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Scope:
    """What a caller may see: all of it, or what `owner` owns and what `vendor` keeps running."""

    everything: bool = False
    owner: str | None = None
    vendor: str | None = None

    def covers(self, owner: str, vendor: str | None = None) -> bool:
        """Tell whether a thing of this owner and vendor is in it."""
        return (
            self.everything
            or (self.owner is not None and self.owner == owner)
            or (self.vendor is not None and self.vendor == vendor)
        )

    def require(self, noun: str, name: str, owner: str, vendor: str | None = None) -> None:
        """Forbidden unless it is in it."""
        if not self.covers(owner, vendor):
            raise Forbidden(f"{noun} {name} is not your organisation's", reason="not-yours")
