"""The commands `lokus witness key` and `lokus witness run`."""

import asyncio
import signal
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from lokus_kit.clock import SystemClock
from lokus_kit.errors import StartError
from lokus_kit.logs import set_up_logging
from lokus_kit.web import Server, bind
from lokus_local.log.key_file import new_key, read_key
from lokus_local.log.memory import FolderMemory
from lokus_local.log.witness_app import new_witness_app
from lokus_log.keys import Kind, read_verifier_key
from lokus_log.witness import Witness

witness = typer.Typer(
    no_args_is_help=True,
    help="Watch public access logs, and sign what was seen, so that none can be rewritten.",
)

KeyFile = Annotated[Path, typer.Option(help="Where the witness's private key is.", dir_okay=False)]


@witness.command()
def key(
    name: Annotated[str, typer.Argument(help="The witness's name, as bawaslu.example/witness.")],
    file: KeyFile = Path("witness.key"),
) -> None:
    """Draw a key, and print what others check its signatures with.

    lokus witness key bawaslu.example/witness --file bawaslu.key
    """
    try:
        typer.echo(new_key(file, name, Kind.WITNESS).verifier)
    except (OSError, ValueError) as error:
        _stop("key", str(error))


@witness.command()
def run(
    logs: Annotated[list[str], typer.Option("--log", help="The verifier key of a log; may be given again.")],
    key_file: Annotated[
        Path, typer.Option("--key", help="The witness's private key; see `key`.", exists=True, dir_okay=False)
    ] = Path("witness.key"),
    folder: Annotated[
        Path, typer.Option(help="Where it remembers what it signed; back it up.", file_okay=False)
    ] = Path("witness"),
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=0, max=65535)] = 8099,
) -> None:
    """Serve as a witness until interrupted.

    lokus witness run --key bawaslu.key --folder bawaslu --log 'log.example/jakarta+12345678+AXk...'

    Logs send their checkpoints to http://HOST:PORT/add-checkpoint (C2SP tlog-witness).
    """
    set_up_logging("witness")
    clock = SystemClock()
    try:
        signer = read_key(key_file, Kind.WITNESS)
        watched = [read_verifier_key(each) for each in logs]
        listener = bind(host, port, "--port")
        listener.listen()
        memory = FolderMemory(folder)
    except (OSError, ValueError, StartError) as error:
        _stop("run", str(error))
    server = Server(new_witness_app(Witness(signer, watched, memory, clock.now)), [listener])
    typer.echo(f"witness {signer.verifier}\nready: http://{host}:{listener.getsockname()[1]}")
    asyncio.run(_serve(server))


async def _serve(server: Server) -> None:
    def stop() -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    await server.run_until_stopped()


def _stop(command: str, reason: str) -> NoReturn:
    typer.echo(f"lokus witness {command}: {reason}", err=True)
    raise typer.Exit(1)
