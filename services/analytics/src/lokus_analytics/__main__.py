"""`python -m lokus_analytics`."""

from lokus_analytics.bootstrap import bootstrap
from lokus_analytics.settings import Settings
from lokus_kit.root import run


def main() -> None:
    """Run analytics until it is told to stop."""
    run(Settings, bootstrap)


if __name__ == "__main__":
    main()
