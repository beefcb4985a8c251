"""Set Prefect up before it is first imported: no account, no outside server, no analytics.

With PREFECT_API_URL set, that server is used. Without it Prefect starts a temporary one on loopback,
which takes long on a busy machine: hence the generous start-up time. Its database lies in `data/var`.
"""

import os

from pipeline.places import Places


def prepare_prefect(places: Places, *, serves: bool = False) -> None:
    """Set the environment that Prefect reads at import; what the operator has set is left alone.

    Args:
        serves: runs are started by a schedule, so Prefect's own log is all that tells of them.
    """
    home = places.var / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    for name, value in {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        # 20 s is Prefect's own default; two busy cores have needed 40.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        # A failed run is told in one line by whoever started it; Prefect would print its traceback twice.
        "PREFECT_LOGGING_LEVEL": "WARNING" if serves else "CRITICAL",
        "PREFECT_CLI_PROMPT": "false",
        "DO_NOT_TRACK": "1",
    }.items():
        os.environ.setdefault(name, value)
