"""What a person sees: lines that stay, and on a terminal one that says how far it is."""

from dataclasses import dataclass
from typing import TextIO

_CLEAR = "\r\033[K"


@dataclass(slots=True)
class Screen:
    """Writes to a terminal, or to a file, where nothing is ever overwritten."""

    out: TextIO
    _is_passing: bool = False
    """Whether a line that does not stay is shown."""

    def say(self, text: str) -> None:
        """Show a line that stays."""
        self.clear()
        print(text, file=self.out, flush=True)

    def pass_by(self, text: str) -> None:
        """Show a line until the next comes."""
        if self.out.isatty():
            self.clear()
            print(text, end="", file=self.out, flush=True)
            self._is_passing = True

    def clear(self) -> None:
        """Take away the line that does not stay."""
        if self._is_passing:
            print(_CLEAR, end="", file=self.out)
            self._is_passing = False
