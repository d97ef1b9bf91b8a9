"""`/v1/cameras/{id}/acceptance-tests`: asked for, run by the platform, and read as a report."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response, status
from pydantic import Field

from lokus_proto.media import Codec
from lokus_registry.application.life.trials import Trials
from lokus_registry.domain.life.acceptance_test import MAX_SECONDS, MIN_SECONDS, Expected, Outcome
from lokus_registry.domain.life.trial import Trial
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_EDGE, ON_ONE
from lokus_registry.entrypoints.http.asking import AskedBy, Key
from lokus_registry.entrypoints.http.bodies import Body, Reply

_Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="counted for each camera from 1")]


class ExpectedBody(Body):
    """What is to be delivered; what is left out does not matter."""

    codecs: Annotated[Sequence[Codec], Field(min_length=1, max_length=len(Codec))] | None = None
    min_width: Annotated[int, Field(ge=1, le=16384)] | None = None
    min_height: Annotated[int, Field(ge=1, le=16384)] | None = None
    min_fps: Annotated[float, Field(gt=0, le=240, allow_inf_nan=False)] | None = None
    max_gop_seconds: Annotated[float, Field(gt=0, le=60, allow_inf_nan=False)] | None = None

    def expected(self) -> Expected:
        """As the domain has it."""
        members = self.model_dump()
        return Expected(**members | {"codecs": self.codecs and tuple(self.codecs)})


class TestBody(Body):
    """How long to watch, and for what; for what the camera's contract says unless it is given."""

    seconds: int = Field(ge=MIN_SECONDS, le=MAX_SECONDS, examples=[60])
    expected: ExpectedBody | None = None


class ExpectedReply(Reply):
    """What was expected."""

    codecs: Sequence[Codec] | None
    min_width: int | None
    min_height: int | None
    min_fps: float | None
    max_gop_seconds: float | None


class CriterionReply(Reply):
    """One thing that was looked at: what was expected, what was seen, and what it failed for."""

    name: str = Field(examples=["delivery", "codec", "width", "height", "fps", "gop"])
    expected: str
    seen: str
    passed: bool
    why: str | None


class TestReply(Reply):
    """An acceptance test. `unmeasured`: the platform could not measure, and nobody is blamed."""

    camera: str
    number: int
    outcome: Outcome
    seconds: int
    expected: ExpectedReply
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    criteria: Sequence[CriterionReply]


class TestsReply(Reply):
    """The newest acceptance tests of a camera, the newest first."""

    items: Sequence[TestReply]


def router(trials: Trials) -> APIRouter:
    """The routes of acceptance tests."""
    prefix = "/v1/cameras/{key}/acceptance-tests"
    routes = APIRouter(prefix=prefix, tags=["camera life"], responses=ALWAYS)

    @routes.post(
        "",
        summary="Have the platform watch it for a while, by vendor or owner",
        status_code=status.HTTP_202_ACCEPTED,
        responses=ON_EDGE,
    )
    async def ask(key: Key, body: TestBody, caller: AskedBy, response: Response) -> TestReply:
        expected = body.expected.expected() if body.expected is not None else None
        trial = await trials.ask(caller, key, body.seconds, expected)
        response.headers["Location"] = f"/v1/cameras/{key}/acceptance-tests/{trial.number}"
        return _reply(trial)

    @routes.get("", summary="Read the newest tests, the newest first", responses=ON_ONE)
    async def page(key: Key, caller: AskedBy, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> TestsReply:
        return TestsReply(items=[_reply(trial) for trial in await trials.page(caller, key, limit)])

    @routes.get("/{number}", summary="Read one, with its report once it is done", responses=ON_ONE)
    async def get(key: Key, number: _Number, caller: AskedBy) -> TestReply:
        return _reply(await trials.get(caller, key, number))

    return routes


def _reply(trial: Trial) -> TestReply:
    return TestReply.model_validate(trial)
