"""Why a device could not be asked: one error, with the reason as a word and as a sentence.

The sentence is shown to people who keep cameras running; it holds no user, no password, no URL.
"""

from lokus_proto.v1.probe import ProbeReason


class DeviceFailure(Exception):
    """A device did not answer as it should."""

    def __init__(self, reason: ProbeReason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence
