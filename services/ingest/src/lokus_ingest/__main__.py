"""`python -m lokus_ingest`."""

import gc

from lokus_ingest.bootstrap import bootstrap
from lokus_ingest.settings import Settings
from lokus_kit.root import run

_COLLECT_AFTER_OBJECTS = (50_000, 20, 20)
"""A worker lives with a million small objects; looking at them all, as Python does by default after each
delivery report, would hold up a thousand cameras for a fifth of a second."""


def main() -> None:
    """Run ingest until it is told to stop."""
    gc.set_threshold(*_COLLECT_AFTER_OBJECTS)
    run(Settings, bootstrap)


if __name__ == "__main__":
    main()
