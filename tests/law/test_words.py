"""What must not stand in the repository: secrets, places of one machine, download addresses."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Spelled in pieces, so that this file does not hold what it forbids.
FORBIDDEN = re.compile(
    "|".join(
        [
            "pypi" + r"\.org",
            "python" + "hosted",
            "npm" + r"js\.",
            "deb" + r"\.debian",
            "/ro" + "ot/",
            "/wo" + "rk/",
            "/far" + "m/",
        ]
    )
)
TOKEN = re.compile(r"\b\d{8,10}:[A-Za-z0-9_-]{35}\b")


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if name]


def test_no_place_of_one_machine_and_no_download_address() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.is_file()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if FORBIDDEN.search(line) or TOKEN.search(line)
    ]
    assert not found


def test_the_lock_pins_every_package_by_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"(?m)^[a-z0-9-]+(?:\[[a-z,]+\])?==\S+", lock)
    assert len(pins) >= 40
    assert lock.count("--hash=sha256:") >= len(pins)
    assert "://" not in lock
