"""The options that every command takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

STATE = "sqlite:///state/dispaccio.sqlite"

Config = Annotated[
    Path, typer.Option("--config", envvar="DISPACCIO_CONFIG", help="Folder of the three YAML files.", metavar="DIR")
]
State = Annotated[
    str, typer.Option("--state", envvar="DISPACCIO_STATE", help="Where the state is: sqlite:///... or postgresql://...")
]
Json = Annotated[bool, typer.Option("--json", help="Print data as JSON.")]
