"""`python -m lokus_analytics`."""

from functools import partial

from lokus_analytics.bootstrap import bootstrap
from lokus_analytics.settings import Settings
from lokus_kit.root import run


def main() -> None:
    """Run analytics to its end."""
    settings = Settings.load()
    run(settings, partial(bootstrap, settings=settings))


if __name__ == "__main__":
    main()
