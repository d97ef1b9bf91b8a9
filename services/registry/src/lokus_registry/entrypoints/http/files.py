"""`/v1/files`: raw bytes in, under the SHA-256 of what they are, and out again as a download.

`file_answer` is for all routes that answer a file, such as those of the records that refer to one. What is
answered is saved, never shown: nothing that somebody brought can act as a page of ours.
"""

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field
from starlette.requests import ClientDisconnect

from lokus_kit.errors import BadInput, UnsupportedMedia
from lokus_registry.application.files import Files
from lokus_registry.domain.file import SHA256_PATTERN, File, MediaType
from lokus_registry.entrypoints.http.answers import (
    ALWAYS,
    ON_ONE,
    ON_UPLOAD,
    Answers,
    mark_created,
)
from lokus_registry.entrypoints.http.asking import AskedBy
from lokus_registry.entrypoints.http.bodies import Reply

Sha256 = Annotated[str, Path(pattern=SHA256_PATTERN, description="SHA-256 of the content, lower-case hex")]
FileReference = Annotated[
    str, Field(pattern=SHA256_PATTERN, description="SHA-256 of a file that your organisation has put")
]
"""A member of a body that refers to a file."""

_ENDINGS: Final = {
    MediaType.PDF: "pdf",
    MediaType.JPEG: "jpg",
    MediaType.PNG: "png",
    MediaType.TEXT: "txt",
    MediaType.JSON: "json",
    MediaType.MP4: "mp4",
}
_BINARY: Final = {kind.value: {"schema": {"type": "string", "format": "binary"}} for kind in MediaType}
_RAW_BODY: Final[dict[str, Any]] = {"requestBody": {"required": True, "content": _BINARY}}
FILE_ANSWERS: Final[Answers] = {200: {"description": "The file, as a download", "content": _BINARY}, **ON_ONE}
"""What OpenAPI says of a route that answers a file; give it `response_class=Response`."""


class FileReply(Reply):
    """A file that your organisation has put, and since when."""

    id: str = Field(pattern=SHA256_PATTERN, description="SHA-256 of the content")
    media_type: MediaType
    size_bytes: int
    created_at: datetime


def file_answer(file: File) -> Response:
    """A file as a download, which no browser takes for anything else than it is."""
    headers = {
        "Content-Disposition": f'attachment; filename="{file.id}.{_ENDINGS[file.media_type]}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(file.content, media_type=file.media_type.value, headers=headers)


def router(files: Files) -> APIRouter:
    """The routes of files."""
    routes = APIRouter(prefix="/v1/files", tags=["files"], responses=ALWAYS)

    @routes.post(
        "",
        summary="Put a file, to refer to it by its hash",
        openapi_extra=_RAW_BODY,
        responses={
            200: {"description": "Your organisation had put it before"},
            201: {"description": "Kept", "model": FileReply},
            **ON_UPLOAD,
        },
    )
    async def put(request: Request, caller: AskedBy, response: Response) -> FileReply:
        receipt, new = await files.put(caller, _media_type(request), await _body(request))
        mark_created(response, created=new)
        response.headers["Location"] = f"/v1/files/{receipt.id}"
        return FileReply.model_validate(receipt)

    @routes.get(
        "/{sha256}",
        summary="Read a file that your organisation has put",
        response_class=Response,
        responses=FILE_ANSWERS,
    )
    async def get(sha256: Sha256, caller: AskedBy) -> Response:
        return file_answer(await files.get(caller, sha256))

    return routes


def _media_type(request: Request) -> MediaType:
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        return MediaType(declared)
    except ValueError:
        raise UnsupportedMedia(f"Content-Type: a file is one of {', '.join(MediaType)}") from None


async def _body(request: Request) -> bytes:
    try:
        return await request.body()
    except ClientDisconnect:
        raise BadInput("the body ended before it was whole") from None
