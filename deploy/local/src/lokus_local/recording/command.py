"""The group `lokus recording`."""

import typer

from lokus_local.recording import hold
from lokus_local.recording.footage import clip, timeline
from lokus_local.recording.late import fetch, upload, uploads

recording = typer.Typer(no_args_is_help=True, help="Recorded footage: what there is, and clips of it.")
recording.add_typer(hold.hold, name="hold")
recording.command()(timeline)
recording.command()(fetch)
recording.command()(clip)
recording.command()(upload)
recording.command()(uploads)
