"""Where the real documents and labelled items are, for the tests that may read them; they are no part of the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).parents[2].parent / "shared" / "data"


def needs_shared(*parts: str) -> pytest.MarkDecorator:
    """Skips a test where the data does not lie beside the repository."""
    path = DATA.joinpath(*parts)
    return pytest.mark.skipif(
        not path.exists(), reason=f"the shared data is not beside the repository: {'/'.join(parts)}"
    )
