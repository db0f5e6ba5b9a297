"""Tables of feeds: coloured on a terminal, plain aligned text where the output goes to a file or another program."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

Row = tuple[tuple[str, ...], tuple[str, ...]]  # its cells, and sentences that stand below it
STYLES = {"x": "red", "!": "yellow", "-": "dim"}  # by the sign in the first column


def show_columns(heads: Sequence[str], rows: Sequence[Row], numbers: Collection[str] = ()) -> None:
    """Print the rows under their heads; `numbers`: the heads of columns that are aligned to the right.

    Wide letters (한, 中) count as two columns, as terminals show them. Sentences stand below their row, so that no
    column is as wide as the longest of them.
    """
    console = Console(soft_wrap=True)
    widths = [
        max(cell_len(cells[place]) for cells in (heads, *(row[0] for row in rows))) for place in range(len(heads))
    ]
    right = [head in numbers for head in heads]
    console.print(Text(_line(heads, widths, right), "bold"))
    for cells, sentences in rows:
        style = STYLES.get(cells[0], "")
        console.print(Text(_line(cells, widths, right), style))
        for sentence in sentences:
            console.print(Text(f"{' ' * widths[0]}    {sentence}", style))


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = []
    for cell, width, to_the_right in zip(cells, widths, right, strict=True):
        blank = " " * (width - cell_len(cell))
        padded.append(blank + cell if to_the_right else cell + blank)
    return "  ".join(padded).rstrip()
