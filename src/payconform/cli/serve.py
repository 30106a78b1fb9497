"""
`payconform serve`
"""

import threading
from pathlib import Path
from urllib.parse import urlsplit

import click

from payconform.cli.options import credentials_option, pairs, provider_argument, said_plainly
from payconform.errors import Unusable


@click.command()
@provider_argument
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Default: a free one.")
@credentials_option
@click.option(
    "--callback",
    "callbacks",
    multiple=True,
    metavar="ORIGIN=ADDRESS",
    help="Deliver callbacks for an origin to a loopback address: https://shop.example=http://127.0.0.1:9000",
)
@click.option("--blind", is_flag=True, help="Serve no control API.")
@said_plainly
def serve(
    provider: str, port: int, credentials: Path | None, callbacks: tuple[str, ...], blind: bool
) -> None:
    """
    Serve a provider's simulator on 127.0.0.1 until Ctrl-C.

    Its credentials are the published ones of the fixtures, or those of --credentials. Callbacks
    are delivered on this machine only.
    """
    from payconform import catalog
    from payconform.addresses import is_base_url, is_loopback
    from payconform.config import resolve
    from payconform.simulator.serving import Simulator
    from payconform.target.vetting import vet_complete

    settings = resolve(provider, None, credentials)
    vet_complete(catalog.load(provider), settings)
    routes = pairs("--callback", callbacks)
    for origin, address in routes.items():
        if not (is_base_url(origin) and is_base_url(address)):
            raise Unusable(f"--callback {origin}={address}: both must be base URLs.")
        if not is_loopback(urlsplit(address).hostname or ""):
            raise Unusable(f"--callback {origin}={address}: {address} is not on this machine.")
    simulator = Simulator(
        catalog.behaviour(provider),
        settings.credentials,
        port=port,
        blind=blind,
        callbacks=routes,
    )
    simulator.start()
    click.echo(f"{provider} simulator on {simulator.url} (Ctrl-C to stop)")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo("stopped")
    finally:
        simulator.stop()
