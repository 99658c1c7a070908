"""Stories that change the machine's networks: every Chromium that runs beside them would drop its requests
(ERR_NETWORK_CHANGED), so they run when nothing else does.
"""

from tests.e2e.conftest import playwright
from tests.networks import networks

__all__ = ["networks", "playwright"]
