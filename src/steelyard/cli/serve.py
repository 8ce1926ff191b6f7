"""``steelyard serve``: show a site on this machine."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from steelyard.i18n import _

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_("Show a site on this machine, for nobody else, until it is interrupted."),
        usage=_("Usage: steelyard serve SITE [OPTIONS]"),
    )
    def serve(
        site: Annotated[Path, Parameter(help=_("The folder of the site."))],
        /,
        *,
        port: Annotated[
            int, Parameter(help=_("Where it listens; 8000 if absent, 0 for any that is free."))
        ] = 8000,
    ) -> int:
        from steelyard.publish.serving import LOOPBACK, server

        with server(site, port) as running:
            print(f"http://{LOOPBACK}:{running.server_address[1]}/", flush=True)
            try:
                running.serve_forever()
            except KeyboardInterrupt:
                print()
        return 0
