import resource
import subprocess
import sys

ASKED = """
import resource
from lokus_kit.open_files import raise_open_files
resource.setrlimit(resource.RLIMIT_NOFILE, (200, 300))
assert raise_open_files() == 300
assert resource.getrlimit(resource.RLIMIT_NOFILE) == (300, 300)
assert raise_open_files() == 300
"""


def test_a_process_may_open_as_many_files_as_the_system_lets_it() -> None:
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[1] > 300
    subprocess.run([sys.executable, "-c", ASKED], check=True, timeout=30)
