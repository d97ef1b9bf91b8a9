"""Reading the payload of a NAL unit bit by bit (ITU-T H.264, 7.2 and 9.1; the same in H.265)."""

_MAX_LEADING_ZEROS = 32


def unescaped(content: bytes) -> bytes:
    """Drop the emulation prevention bytes: 00 00 03 stands for 00 00 (7.4.1)."""
    pieces = content.split(b"\x00\x00\x03")
    return b"\x00\x00".join(pieces)


class BitReader:
    """Reads from the most significant bit on; ValueError at the end of the bytes."""

    def __init__(self, content: bytes) -> None:
        self._value = int.from_bytes(content, "big")
        self._left = len(content) * 8

    def bits(self, count: int) -> int:
        """u(n): an unsigned number of `count` bits."""
        if count > self._left:
            raise ValueError("the parameter set ends too early")
        self._left -= count
        return self._value >> self._left & ((1 << count) - 1)

    def flag(self) -> bool:
        """u(1)."""
        return self.bits(1) == 1

    def skip(self, count: int) -> None:
        """Pass over bits."""
        self.bits(count)

    def unsigned(self) -> int:
        """ue(v): an unsigned Exp-Golomb number."""
        zeros = 0
        while not self.flag():
            zeros += 1
            if zeros > _MAX_LEADING_ZEROS:
                raise ValueError("a number in the parameter set is too long")
        return (1 << zeros) - 1 + self.bits(zeros)

    def signed(self) -> int:
        """se(v): a signed Exp-Golomb number."""
        number = self.unsigned()
        return (number + 1) // 2 if number % 2 else -(number // 2)
