"""`python -m lokus_registry`."""

from functools import partial

from lokus_kit.errors import StartError
from lokus_kit.root import run
from lokus_registry.bootstrap import bootstrap
from lokus_registry.settings import Settings


def main() -> None:
    """Run the registry to its end."""
    try:
        settings = Settings.load()
    except StartError as error:
        raise SystemExit(str(error)) from None
    run(settings, partial(bootstrap, settings=settings))


if __name__ == "__main__":
    main()
