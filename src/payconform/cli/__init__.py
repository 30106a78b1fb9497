"""
The command line. Heavy parts are imported when a command runs.
"""

import signal
import sys
from io import TextIOWrapper

import click

from payconform import __version__
from payconform.cli.certify import certify
from payconform.cli.check import check
from payconform.cli.cleanup import cleanup
from payconform.cli.contracts import contracts
from payconform.cli.explain import explain
from payconform.cli.freeze import freeze
from payconform.cli.gate import gate
from payconform.cli.importing import import_
from payconform.cli.init import init
from payconform.cli.nightly import nightly
from payconform.cli.options import spare_the_start
from payconform.cli.plan import plan
from payconform.cli.qr import qr
from payconform.cli.receive import receive
from payconform.cli.replay import replay
from payconform.cli.rules import rules
from payconform.cli.selftest import selftest
from payconform.cli.serve import serve
from payconform.cli.show import show


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="payconform")
def main() -> None:
    """
    Contract tests and conformance certification for payment-QR providers.

    \b
    payconform certify maib                       certify against the embedded simulator
    payconform gate maib                          what is the same each time, in seconds
    payconform nightly maib --budget 10m          long fuzzing: what is new, what is known
    payconform serve maib --port 8080             the simulator, for your own integration tests
    payconform init maib                          a payconform.toml to begin with
    payconform check maib --target NAME           whether a target of it is ready
    payconform certify maib --target NAME         certify a target of payconform.toml
    payconform import maib session.har            judge traffic that was recorded elsewhere
    payconform contracts verify maib --pact FILE  verify the pacts of your own client

    Exit codes: 0 conformant, 1 non-conformant, 2 usage or configuration, 3 inconclusive.
    """
    spare_the_start()
    signal.signal(signal.SIGTERM, _interrupt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal may not have every letter of an answer
            stream.reconfigure(errors="backslashreplace")


def _interrupt(*unused: object) -> None:
    raise KeyboardInterrupt


for command in (
    certify,
    gate,
    contracts,
    nightly,
    show,
    replay,
    cleanup,
    import_,
    serve,
    receive,
    rules,
    selftest,
    init,
    check,
    plan,
    explain,
    qr,
    freeze,
):
    main.add_command(command)
