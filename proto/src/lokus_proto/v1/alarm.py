"""What the registry warns of: material that is late or does not add up, a store opened against the rules."""

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime, Field

from lokus_proto.envelope import Message, Token


class AlarmKind(StrEnum):
    """What is wrong."""

    LEG_OVERDUE = "leg-overdue"
    COUNT_MISMATCH = "count-mismatch"
    OPENING_UNWITNESSED = "opening-unwitnessed"
    OPENING_UNAPPROVED = "opening-unapproved"


class AlarmRaised(Message):
    """Something is wrong at a site. `alarm` joins it to its end, and is its id in `/v1/alarms`."""

    TYPE: ClassVar[str] = "lokus.alarm.raised.v1"
    SCHEMA: ClassVar[str] = "alarm-raised"

    alarm: Token
    kind: AlarmKind
    site: Token
    thing: str = Field(description="what it is about, as below /v1: shipments/<id> or openings/<id>")
    cause: str = Field(description="which part of the thing, and why: at most one alarm is open for it")
    detail: str = Field(description="a sentence for people")
    raised_at: AwareDatetime


class AlarmEnded(Message):
    """What it was raised for is no more; it may still wait for somebody to answer for it."""

    TYPE: ClassVar[str] = "lokus.alarm.ended.v1"
    SCHEMA: ClassVar[str] = "alarm-ended"

    alarm: Token
    kind: AlarmKind
    site: Token
    thing: str
    cause: str
    raised_at: AwareDatetime
    ended_at: AwareDatetime
