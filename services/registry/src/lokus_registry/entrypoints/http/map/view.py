"""`/v1/map`: a GeoJSON FeatureCollection (RFC 7946) of at most 500 points and clusters.

Answered as plain JSON, not through a model: a console asks on every pan.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from lokus_kit.errors import Invalid
from lokus_proto.v1.camera import SiteKind
from lokus_registry.application.map.view import MapView
from lokus_registry.domain.map.cells import Box
from lokus_registry.domain.map.picture import Cluster, Layer, MapPoint, Picture, Position
from lokus_registry.entrypoints.http.answers import ALWAYS
from lokus_registry.entrypoints.http.asking import AskedBy
from lokus_registry.entrypoints.http.geography.boundaries import GeoJsonResponse

_NUMBER = r"-?[0-9]{1,3}(\.[0-9]{1,20})?"
_DECIMALS = 6
_WEST, _SOUTH, _EAST, _NORTH = -180.0, -90.0, 180.0, 90.0


class PointGeometry(BaseModel):
    """Where it stands."""

    type: Literal["Point"]
    coordinates: tuple[float, float] = Field(description="longitude, latitude; degrees, WGS 84")


class PointProperties(BaseModel):
    """One camera or site."""

    cluster: Literal[False]
    id: str
    name: str
    kind: SiteKind = Field(description="of the site")
    site: str
    position: Position = Field(
        description="whose position it stands at: its own, its site's, or for want of both the point of "
        "the narrowest area around the site that has a boundary"
    )
    status: str = Field(
        description="of a camera: delivering, degraded, stalled, offline or unknown; "
        "of a site: delivering, not_delivering or none"
    )


class ClusterProperties(BaseModel):
    """Several, which the next zoom levels take apart."""

    cluster: Literal[True]
    count: int
    counts: Mapping[str, int] = Field(description="how many by status; adds up to `count`")


class FeatureReply(BaseModel):
    """A point or a cluster."""

    type: Literal["Feature"]
    geometry: PointGeometry
    properties: PointProperties | ClusterProperties


class MapReply(BaseModel):
    """At most 500 points and clusters."""

    type: Literal["FeatureCollection"]
    features: Sequence[FeatureReply]


async def _box(
    bbox: Annotated[
        str,
        Query(
            pattern=f"^{_NUMBER}(,{_NUMBER}){{3}}$",
            description="west, south, east, north in degrees; west below east, south below north",
            examples=["106.68,-6.38,106.98,-6.08"],
        ),
    ],
) -> Box:
    west, south, east, north = map(float, bbox.split(","))
    if not (_WEST <= west < east <= _EAST and _SOUTH <= south < north <= _NORTH):
        raise Invalid(
            "bbox: west,south,east,north in degrees, west below east and south below north", reason="bbox"
        )
    return Box(west, south, east, north)


def router(view: MapView) -> APIRouter:
    """The route of the map."""
    routes = APIRouter(prefix="/v1/map", tags=["map"], responses=ALWAYS)

    @routes.get(
        "",
        summary="What stands in a part of the map, and what it does now",
        response_class=GeoJsonResponse,
        responses={200: {"model": MapReply, "description": "Points while they are few, else clusters"}},
    )
    async def look(
        caller: AskedBy,
        box: Annotated[Box, Depends(_box)],
        zoom: Annotated[int, Query(ge=0, le=22, description="of tiles of 256 pixels")],
        layer: Layer = Layer.CAMERAS,
    ) -> GeoJsonResponse:
        return _reply(await view.look(caller, layer, box, zoom))

    return routes


def _reply(picture: Picture) -> GeoJsonResponse:
    features = [*map(_of_point, picture.points), *map(_of_cluster, picture.clusters)]
    return GeoJsonResponse({"type": "FeatureCollection", "features": features})


def _of_point(point: MapPoint) -> dict[str, Any]:
    properties = {
        "cluster": False,
        "id": point.id,
        "name": point.name,
        "kind": point.kind,
        "site": point.site,
        "position": point.position,
        "status": point.status,
    }
    return _feature(point.latitude, point.longitude, properties)


def _of_cluster(cluster: Cluster) -> dict[str, Any]:
    properties = {"cluster": True, "count": cluster.count, "counts": cluster.counts}
    return _feature(cluster.latitude, cluster.longitude, properties)


def _feature(latitude: float, longitude: float, properties: dict[str, Any]) -> dict[str, Any]:
    coordinates = [round(longitude, _DECIMALS), round(latitude, _DECIMALS)]
    geometry = {"type": "Point", "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
