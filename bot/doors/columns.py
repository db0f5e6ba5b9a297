"""Tables of feeds: a rich one on a terminal, plain aligned text where the output goes to a file or another program."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

Row = tuple[tuple[str, ...], tuple[str, ...]]  # its cells, and sentences that stand below it
STYLES = {"x": "red", "!": "yellow", "-": "dim"}  # by the sign in the first column


def show_columns(heads: Sequence[str], rows: Sequence[Row]) -> None:
    """Print the rows under their heads. Wide letters (한, 中) count as two columns, as terminals show them."""
    if sys.stdout.isatty():
        _rich(heads, rows)
    else:
        _plain(heads, rows)


def _rich(heads: Sequence[str], rows: Sequence[Row]) -> None:
    table = Table(*heads, box=None, pad_edge=False)
    for cells, sentences in rows:
        style = STYLES.get(cells[0], "")
        table.add_row(*(Text(cell, style) for cell in cells))
        for sentence in sentences:
            table.add_row("", Text(f"  {sentence}", style))
    Console().print(table)


def _plain(heads: Sequence[str], rows: Sequence[Row]) -> None:
    """The sentences stand below their row, so that no line depends on the longest of them."""
    widths = [
        max(cell_len(cells[place]) for cells in (heads, *(row[0] for row in rows))) for place in range(len(heads))
    ]
    for cells, sentences in ((tuple(heads), ()), *rows):
        padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(cells, widths, strict=True))
        print("  ".join(padded).rstrip())
        for sentence in sentences:
            print(f"{' ' * widths[0]}    {sentence}")
