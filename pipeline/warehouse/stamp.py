"""Tell one published file from any other that stood or will stand at its path."""

from pathlib import Path

from pipeline.errors import WarehouseError


def stamp_of(snapshot: Path) -> str:
    """Return what tells this published file from any other that stood or will stand at its path.

    Raises:
        WarehouseError: there is none.
    """
    try:
        found = snapshot.stat()
    except OSError as err:
        raise WarehouseError(str(snapshot), "no snapshot yet; run `laborwire demo`, `add` or `nightly` first") from err
    return f"{found.st_ino}-{found.st_mtime_ns}-{found.st_size}"
