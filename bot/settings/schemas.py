"""JSON Schemas of the three files, for editors that complete and check them: `python -m bot.settings.schemas DIR`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bot.settings.schema import FILES


def schemas() -> dict[str, dict[str, Any]]:
    """Return file name -> JSON Schema (draft 2020-12), made from the models of `schema.py`."""
    return {
        f"{name}.schema.json": {"$schema": "https://json-schema.org/draft/2020-12/schema"} | model.model_json_schema()
        for name, model in FILES.items()
    }


def written() -> dict[str, str]:
    """Return file name -> the very text of the file."""
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in schemas().items()}


def main(directory: Path) -> None:
    """Write the schemas into `directory`."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in written().items():
        (directory / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m bot.settings.schemas DIR")
    main(Path(sys.argv[1]))
