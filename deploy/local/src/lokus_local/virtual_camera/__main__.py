"""`python -m lokus_local.virtual_camera`: the command on its own."""

import typer

from lokus_local.virtual_camera.command import virtual_camera

if __name__ == "__main__":
    typer.run(virtual_camera)
