"""`hub sandbox`: a Procountor of one's own."""

from pathlib import Path

import click

from .config import SandboxConfig
from .demo import ACTIVATION_PATH, DEMO_CLIENT, REDIRECT_PATH
from .switches import Switches, UnknownSwitch, describe

EPILOG = f"""\b
A hub that speaks with a sandbox on its defaults is set up so:
  HUB_PROCOUNTOR_API_URL=http://127.0.0.1:8001/api
  HUB_PROCOUNTOR_LOGIN_URL=http://127.0.0.1:8001
  HUB_PROCOUNTOR_CLIENT_ID={DEMO_CLIENT.client_id}
  HUB_PROCOUNTOR_CLIENT_SECRET={DEMO_CLIENT.client_secret}
  HUB_PROCOUNTOR_OPERATOR_KEY={DEMO_CLIENT.operator_key}

\b
The integration is {DEMO_CLIENT.integration_id}. Activations go to <hub-url>{ACTIVATION_PATH}?<request-param>=<number>,
key logins come back to <hub-url>{REDIRECT_PATH}.

\b
Pages: / (the store), /company (a company's settings), /sandbox (switches, counts, faults; this machine only).
"""


def switches_from(pairs: tuple[str, ...]) -> dict[str, object]:
    """Read KEY=VALUE pairs as positions of switches.

    :raises click.BadParameter: a pair names no switch, or a value it cannot have
    """
    values: dict[str, object] = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        values[name.strip().replace("-", "_")] = value.strip()
    try:
        Switches().turned(values)
    except UnknownSwitch as error:
        raise click.BadParameter(str(error), param_hint="--set") from None
    return values


def _help_of_switches() -> str:
    return "Turn a switch: " + "; ".join(f"{one['name']} ({one['default']})" for one in describe()) + ". Repeatable."


@click.command("sandbox", epilog=EPILOG)
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the SQLite file that keeps keys, requests, edits and switches. Without it all is forgotten.",
)
@click.option(
    "--sie",
    "sie_files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Serve a real ledger from a SIE 4 file as one more company. Repeatable.",
)
@click.option("--net", is_flag=True, help="Fold the VAT rows of SIE ledgers into monthly VAT summaries.")
@click.option("--seed", type=int, help="Seed of the company that --receipts adds.")
@click.option("--receipts", type=click.IntRange(min=1), help="Add a generated company with about so many receipts.")
@click.option("--months", type=click.IntRange(min=1), default=36, show_default=True, help="Months of that company.")
@click.option("--rate", type=float, help="Requests a second for one client, 0 for no limit.  [default: 20]")
@click.option("--latency", type=float, help="Seconds every API answer takes longer.  [default: 0]")
@click.option("--hub-url", default="http://hub.localhost:8000", show_default=True, help="Where the hub is.")
@click.option("--request-param", default="requestId", show_default=True, help="Names the request in a callback.")
@click.option(
    "--redirect-uri", default="", help=f"The client's one redirect address.  [default: <hub-url>{REDIRECT_PATH}]"
)
@click.option("--set", "pairs", multiple=True, metavar="KEY=VALUE", help=_help_of_switches())
def sandbox(
    *, port: int, host: str, rate: float | None, latency: float | None, pairs: tuple[str, ...], **settings: object
) -> None:
    """Run a local Procountor: store, sign-in, API, and books that never were."""
    from .server import SandboxServer

    given = {name: value for name, value in (("rate", rate), ("latency", latency)) if value is not None}
    config = SandboxConfig(switches={**switches_from(pairs), **given}, **settings)  # type: ignore[arg-type]
    click.echo(f"Procountor sandbox: http://{host}:{port}")
    SandboxServer(config, host, port).run()
