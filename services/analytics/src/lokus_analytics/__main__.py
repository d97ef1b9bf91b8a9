"""`python -m lokus_analytics`."""

from functools import partial

from lokus_analytics.bootstrap import bootstrap
from lokus_analytics.settings import Settings
from lokus_kit.errors import StartError
from lokus_kit.root import run


def main() -> None:
    """Run analytics to its end."""
    try:
        settings = Settings.load()
    except StartError as error:
        raise SystemExit(error.detail) from None
    run(settings, partial(bootstrap, settings=settings))


if __name__ == "__main__":
    main()
