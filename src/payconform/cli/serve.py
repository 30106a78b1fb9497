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
@click.option(
    "--debug-signatures",
    "debug",
    is_flag=True,
    help="Say in a header of each 401 and 403, x-payconform-diagnosis, why a signature is wrong.",
)
@said_plainly
def serve(
    provider: str,
    port: int,
    credentials: Path | None,
    callbacks: tuple[str, ...],
    blind: bool,
    debug: bool,
) -> None:
    """
    Serve a provider's simulator on 127.0.0.1 until Ctrl-C.

    Its credentials are the published ones of the fixtures, or those of --credentials. Callbacks
    are delivered on this machine only.
    """
    from payconform import catalog
    from payconform.addresses import is_base_url, is_loopback
    from payconform.config import resolve
    from payconform.profiles.signatures import Explains
    from payconform.simulator.serving import Simulator
    from payconform.target.vetting import vet_complete

    slice_, settings = catalog.load(provider), resolve(provider, None, credentials)
    vet_complete(slice_, settings)
    profile = slice_.profile if isinstance(slice_.profile, Explains) else None
    if debug and not (profile and "request" in profile.SIGNED):
        title = slice_.rules.title
        raise Unusable(f"--debug-signatures: {title} signs no requests. Leave it out.")
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
        cases=profile.cases if debug and profile else None,
    )
    simulator.start()
    try:
        click.echo(f"{provider} simulator on {simulator.url} (Ctrl-C to stop)")
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo("stopped")
    finally:
        simulator.stop()
