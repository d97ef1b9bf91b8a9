"""`python -m lokus_ingest`."""

from lokus_ingest.bootstrap import bootstrap
from lokus_ingest.settings import Settings
from lokus_kit.root import run


def main() -> None:
    """Run ingest until it is told to stop."""
    run(Settings, bootstrap)


if __name__ == "__main__":
    main()
