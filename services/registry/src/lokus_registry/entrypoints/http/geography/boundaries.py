"""`/v1/areas/{code}/boundary`: GeoJSON (RFC 7946) in and out."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Body, Response, status
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from lokus_registry.application.geography.boundaries import Boundaries
from lokus_registry.domain.geography.boundary import Boundary, Polygon, boundary_of
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_ONE, ON_PUT, ON_REMOVE, mark_tag
from lokus_registry.entrypoints.http.asking import AreaCode, AskedBy, Granted
from lokus_registry.entrypoints.http.bodies import Latitude, Longitude

GEO_JSON: Final = "application/geo+json"

_Position = Annotated[
    tuple[Longitude, Latitude], Field(description="longitude, latitude", examples=[[106.83, -6.2]])
]
_Ring = Annotated[list[_Position], Field(min_length=4, description="the last position repeats the first")]
_Rings = Annotated[list[_Ring], Field(min_length=1, description="the outer ring, then those of its holes")]


class _GeoJson(BaseModel):
    """Members that we do not know may stand in it (RFC 7946, section 6.1)."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PolygonBody(_GeoJson):
    """One polygon."""

    type: Literal["Polygon"]
    coordinates: _Rings


class MultiPolygonBody(_GeoJson):
    """Several polygons."""

    type: Literal["MultiPolygon"]
    coordinates: list[_Rings] = Field(min_length=1)


_Geometry = Annotated[PolygonBody | MultiPolygonBody, Field(discriminator="type")]


class BoundaryProperties(_GeoJson):
    """Where to show the area; left out, it is a point in its middle."""

    point: _Position | None = None


class FeatureBody(_GeoJson):
    """A boundary as a feature, with a point of its own if one is known."""

    type: Literal["Feature"]
    geometry: _Geometry
    properties: BoundaryProperties | None = None


BoundaryBody = Annotated[PolygonBody | MultiPolygonBody | FeatureBody, Field(discriminator="type")]


class PointReply(BaseModel):
    """Where to show the area."""

    point: _Position


class MultiPolygonReply(BaseModel):
    """Always a MultiPolygon, whatever was sent."""

    type: Literal["MultiPolygon"]
    coordinates: Sequence[Sequence[Sequence[_Position]]]


class FeatureReply(BaseModel):
    """The boundary of an area."""

    type: Literal["Feature"]
    id: str = Field(description="code of the area", examples=["31.71"])
    bbox: Annotated[
        tuple[float, float, float, float],
        Field(description="west, south, east, north", examples=[[106.79, -6.23, 106.89, -6.13]]),
    ]
    geometry: MultiPolygonReply
    properties: PointReply


_DRAWN: Final[dict[str, Any]] = {"model": FeatureReply, "content": {GEO_JSON: {}}}


class GeoJsonResponse(JSONResponse):
    """A GeoJSON document."""

    media_type = GEO_JSON


def read_boundary(code: str, body: PolygonBody | MultiPolygonBody | FeatureBody) -> Boundary:
    """The boundary that a body draws; Invalid if it cannot be one."""
    geometry = body.geometry if isinstance(body, FeatureBody) else body
    polygons = [geometry.coordinates] if isinstance(geometry, PolygonBody) else geometry.coordinates
    properties = body.properties if isinstance(body, FeatureBody) else None
    return boundary_of(code, _frozen(polygons), properties.point if properties is not None else None)


def _frozen(polygons: Sequence[list[list[tuple[float, float]]]]) -> tuple[Polygon, ...]:
    return tuple(tuple(tuple(ring) for ring in polygon) for polygon in polygons)


def feature(boundary: Boundary) -> dict[str, Any]:
    """A boundary as it is answered."""
    return {
        "type": "Feature",
        "id": boundary.id,
        "bbox": [boundary.west, boundary.south, boundary.east, boundary.north],
        "geometry": {"type": "MultiPolygon", "coordinates": boundary.polygons},
        "properties": {"point": [boundary.longitude, boundary.latitude]},
    }


def _answer(boundary: Boundary, status_code: int = status.HTTP_200_OK) -> Response:
    response = GeoJsonResponse(feature(boundary), status_code)
    mark_tag(response, boundary)
    return response


def router(boundaries: Boundaries) -> APIRouter:
    """The routes of boundaries."""
    routes = APIRouter(prefix="/v1/areas/{code}/boundary", tags=["areas"], responses=ALWAYS)
    written = ON_ONE | ON_PUT | {200: _DRAWN, 201: _DRAWN | {"description": "It had none"}}

    @routes.put("", summary="Draw the boundary of an area", responses=written, response_class=GeoJsonResponse)
    async def put(
        code: AreaCode,
        body: Annotated[BoundaryBody, Body(media_type=GEO_JSON)],
        caller: AskedBy,
        granted: Granted,
    ) -> Response:
        boundary = read_boundary(code, body)
        created = await boundaries.put(caller, boundary, granted)
        return _answer(boundary, status.HTTP_201_CREATED if created else status.HTTP_200_OK)

    @routes.get(
        "", summary="Read the boundary", responses=ON_ONE | {200: _DRAWN}, response_class=GeoJsonResponse
    )
    async def get(code: AreaCode, caller: AskedBy) -> Response:
        return _answer(await boundaries.get(caller, code))

    @routes.delete("", summary="Remove it", status_code=status.HTTP_204_NO_CONTENT, responses=ON_REMOVE)
    async def remove(code: AreaCode, caller: AskedBy, granted: Granted) -> None:
        await boundaries.remove(caller, code, granted)

    return routes
