"""A box in the picture, as parts of its width and height, origin at the upper left."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """Edges from 0 to 1; `left` < `right` and `top` < `bottom`."""

    left: float
    top: float
    right: float
    bottom: float

    def union(self, other: "Box") -> "Box":
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def touches(self, other: "Box") -> bool:
        """Whether the two share a point, edges too."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )
