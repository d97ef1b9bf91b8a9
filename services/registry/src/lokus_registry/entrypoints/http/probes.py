"""`/v1/probes`: what a device is and offers, before it is registered. Credentials never come out."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response, status
from pydantic import AfterValidator, Field

from lokus_proto.envelope import Token
from lokus_proto.v1.probe import ProbeReason, ProbeReport
from lokus_registry.application.probes.probes import Probes
from lokus_registry.domain.probe import Probe, ProbeState
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_EDGE, ON_ONE
from lokus_registry.entrypoints.http.asking import AskedBy, Key
from lokus_registry.entrypoints.http.bodies import PRINTABLE, Reply
from lokus_registry.entrypoints.http.cameras import CredentialsBody, WithCredentials


def _without_credentials(address: str) -> str:
    if "@" in address:
        raise ValueError("leave user and password out of the address: give them in `credentials`")
    return address


class ProbeBody(WithCredentials):
    """Where to look, and with which user."""

    address: Annotated[
        str,
        Field(
            min_length=1,
            max_length=512,
            pattern=PRINTABLE,
            description="HOST, HOST:PORT, or the URL of the ONVIF device service",
            examples=["192.0.2.10", "192.0.2.10:8000"],
        ),
        AfterValidator(_without_credentials),
    ]
    camera: Annotated[Token, Field(description="look on behalf of this camera")] | None = None
    credentials: CredentialsBody | None = Field(
        default=None,
        description="left out: those of `camera`, on the hosts of its streams (else 422 "
        "`credentials-needed`), or none; null: none",
    )


class ProbeJobReply(Reply):
    """How far a probe has come; `report` once it is done, `reason` and `detail` once it failed."""

    id: str
    state: ProbeState
    address: str
    camera: str | None
    by: str
    organisation: str
    asked_at: datetime
    finished_at: datetime | None
    reason: ProbeReason | None
    detail: str | None
    report: ProbeReport | None


def _reply(probe: Probe) -> ProbeJobReply:
    return ProbeJobReply.model_validate(probe)


def router(probes: Probes) -> APIRouter:
    """The routes of probes."""
    routes = APIRouter(prefix="/v1/probes", tags=["probes"], responses=ALWAYS)

    @routes.post(
        "",
        summary="Look at a device, by vendor, owner or partner",
        status_code=status.HTTP_202_ACCEPTED,
        responses=ON_EDGE,
    )
    async def ask(body: ProbeBody, caller: AskedBy, response: Response) -> ProbeJobReply:
        probe = await probes.ask(caller, body.address.strip(), body.said_of_credentials(), body.camera)
        response.headers["Location"] = f"/v1/probes/{probe.id}"
        return _reply(probe)

    @routes.get("/{key}", summary="Read what came of it, for an hour", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy) -> ProbeJobReply:
        return _reply(await probes.get(caller, key))

    return routes
