"""How many files and connections a process may have open: as many as the system lets it.

The usual soft limit of 1,024 is for programs that use `select`; nothing here does.
"""

import resource


def raise_open_files() -> int:
    """Raise this process's limit as far as it goes; what it is then."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (ValueError, OSError):
        return soft  # some systems name a hard limit that they do not grant
    return hard
