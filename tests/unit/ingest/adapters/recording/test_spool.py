import asyncio
from dataclasses import replace
from pathlib import Path

from lokus_ingest.adapters.recording.spool import DiskSpool
from lokus_ingest.domain.recording.ending import GOES_ON
from lokus_ingest.domain.recording.pieces import Pieces
from lokus_ingest.domain.resolution import Resolution
from lokus_proto.media import Codec
from lokus_proto.v1.recording import RecordingPurpose
from unit.ingest.encoded import encoded
from unit.ingest.samples import KEY


def test_a_segment_begins_while_the_one_before_leaves_the_same_folder(tmp_path: Path) -> None:
    pieces = Pieces(KEY, lambda: RecordingPurpose.SECURITY)
    taken = [pieces.take(unit, Resolution(160, 96)) for unit in encoded(Codec.H264)]
    piece = next(piece for piece in taken if piece is not None)
    head = piece.head
    assert head is not None

    async def scene() -> None:
        spool = DiskSpool(tmp_path)
        for run in range(300):
            begun = replace(piece, head=head.model_copy(update={"run": run}))
            left = await spool.waiting() if run else []
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(spool.add(KEY, begun, begins=True))
                for waiting in left:
                    tasks.create_task(spool.forget(waiting))
            await spool.end(KEY, GOES_ON)
        assert len(await spool.waiting()) == 1
        spool.stop()

    asyncio.run(scene())
