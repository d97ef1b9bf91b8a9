"""`python -m lokus_access_gateway`."""

from lokus_access_gateway.bootstrap import bootstrap
from lokus_access_gateway.settings import Settings
from lokus_kit.root import run


def main() -> None:
    """Run the gateway until it is told to stop."""
    run(Settings, bootstrap)


if __name__ == "__main__":
    main()
