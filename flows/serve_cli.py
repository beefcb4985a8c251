"""`laborwire serve`: the explorer, on this machine alone unless told otherwise."""

import logging
import sys
from typing import Annotated

import typer

from flows.options import DataOption, VarOption
from pipeline.errors import UsageError
from pipeline.places import Places, find_places


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on; others than loopback show it to all.")] = (
        "127.0.0.1"
    ),
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 8321,
    name: Annotated[
        list[str] | None, typer.Option("--name", help="Host name under which it may be asked; may be repeated.")
    ] = None,
    data: DataOption = None,
    var: VarOption = None,
) -> None:
    """Show stories, pay claims, platforms, sources and digests in a browser, read-only, until Ctrl-C.

    Pages need no script and ask no other host. Each address names its snapshot; a new one is shown when it is out.

    Examples: laborwire serve | laborwire serve --port 8080 --name archive.example
    """
    run_serve(find_places(data=data, var=var), host=host, port=port, names=tuple(name or ()))


def run_serve(places: Places, *, host: str, port: int, names: tuple[str, ...]) -> None:
    """Serve until stopped.

    Raises:
        WarehouseError: nothing was published yet.
        UsageError: the address cannot be listened on.
    """
    import socket

    import uvicorn

    from flows.explorer import make_explorer
    from pipeline.explorer.app import make_app

    explorer = make_explorer(places, hosts=(*names, host), draw_ahead=True)
    explorer.editions.newest()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(128)
        except OSError as err:
            raise UsageError(f"cannot listen on {host} port {port}: {err.strerror}; try another --port") from err
        shown = f"[{host}]" if ":" in host else host
        sys.stdout.write(f"http://{shown}:{listener.getsockname()[1]}/  (Ctrl-C ends it)\n")
        sys.stdout.flush()
        config = uvicorn.Config(
            make_app(explorer),
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=3,
        )
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
        uvicorn.Server(config).run(sockets=[listener])
