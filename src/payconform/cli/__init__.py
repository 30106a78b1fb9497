"""
The command line. Heavy parts are imported when a command runs.
"""

import signal

import click

from payconform import __version__
from payconform.cli.certify import certify
from payconform.cli.rules import rules
from payconform.cli.selftest import selftest
from payconform.cli.serve import serve


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="payconform")
def main() -> None:
    """
    Contract tests and conformance certification for payment-QR providers.

    \b
    payconform certify maib                       certify against the embedded simulator
    payconform serve maib --port 8080             the simulator, for your own integration tests
    payconform certify maib --target NAME         certify a target of payconform.toml

    Exit codes: 0 conformant, 1 non-conformant, 2 usage or configuration, 3 inconclusive.
    """
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(*unused: object) -> None:
    raise KeyboardInterrupt


for command in (certify, serve, rules, selftest):
    main.add_command(command)
