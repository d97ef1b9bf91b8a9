"""Measures the platform: `python -m bench [NAME] [--quick]`, from the root of the checkout.

One module or package for each bench. It drives the same real platform and browser as the
end-to-end tests, so their folder is on the path here too.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests"))
