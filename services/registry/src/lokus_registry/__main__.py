"""`python -m lokus_registry`."""

from lokus_kit.root import run
from lokus_registry.bootstrap import bootstrap
from lokus_registry.settings import Settings


def main() -> None:
    """Run the registry until it is told to stop."""
    run(Settings, bootstrap)


if __name__ == "__main__":
    main()
