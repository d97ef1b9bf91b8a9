"""`python -m lokus_ingest`: run the service until it is told to stop."""

from functools import partial

from lokus_ingest.bootstrap import bootstrap
from lokus_ingest.settings import Settings
from lokus_kit.root import run


def main() -> None:
    """Read the settings and run."""
    settings = Settings.load()
    run(settings, partial(bootstrap, settings))


if __name__ == "__main__":
    main()
