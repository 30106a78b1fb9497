"""
`payconform receive`
"""

import threading
from contextlib import suppress
from pathlib import Path

import click

from payconform.cli.options import said_plainly
from payconform.errors import Unusable


@click.command()
@click.option(
    "--listen",
    metavar="HOST:PORT",
    default="127.0.0.1:8099",
    show_default=True,
    help="Where to listen; a reverse proxy or a tunnel leads the public address here.",
)
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    required=True,
    help="Folder that gets one file for each callback. It is made if it is not there.",
)
@click.option(
    "--token",
    metavar="WORD",
    envvar="PAYCONFORM_RECEIVE_TOKEN",
    help="Keep only callbacks with this part in their path: https://HOST/WORD as "
    "callbacks.public_url. Also read from PAYCONFORM_RECEIVE_TOKEN.",
)
@said_plainly
def receive(listen: str, folder: Path, token: str | None) -> None:
    """
    Receive callbacks for runs on another machine, until Ctrl-C.

    For a run that no callback can reach, as on a CI runner: let this listen where the target can
    call, and have the folder shared or copied to the run (NFS, rsync, kubectl cp).

    \b
    payconform receive --listen 127.0.0.1:8099 --dir callbacks        where the public address is
    payconform certify maib --target NAME --callbacks callbacks       where the run is

    Each callback is one file, whole on disk before it is answered 200. It holds the raw bytes,
    because a signature is checked over them, and so the names and accounts of payers: keep the
    folder private, and empty it when the runs are over. What does not look like the callback of a
    run is answered 404 and not kept.
    """
    from payconform.target.callbacks import listened
    from payconform.wire.server import bind
    from payconform.wire.spool import Keeper

    at = listened(listen)
    if at is None:
        raise Unusable(f"--listen {listen}: write it as HOST:PORT, as in 127.0.0.1:8099.")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"--dir {folder}: cannot be made ({error.strerror}).") from None
    try:
        bound = bind(*at)
    except (OSError, OverflowError) as error:
        told = f"--listen {listen}: cannot be had ({error})"
        raise Unusable(f"{told}. End what listens there, or choose another.") from None

    def tell(line: str) -> None:
        with suppress(OSError):  # whoever read the output has gone: callbacks are kept all the same
            click.echo(line)

    keeper = Keeper(folder, bound, tell, token or "")
    try:
        click.echo(f"callbacks on {keeper.url} go to {folder} (Ctrl-C to stop)")
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo("stopped")
    finally:
        keeper.close()
