"""`python -m lokus_access_gateway`."""

from functools import partial

from lokus_access_gateway.bootstrap import bootstrap
from lokus_access_gateway.settings import Settings
from lokus_kit.errors import StartError
from lokus_kit.root import run


def main() -> None:
    """Run the gateway until it is told to stop."""
    try:
        settings = Settings.load()
    except StartError as error:
        raise SystemExit(error.detail) from None
    run(settings, partial(bootstrap, settings))


if __name__ == "__main__":
    main()
