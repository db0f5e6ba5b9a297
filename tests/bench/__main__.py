"""`make bench`: how fast is it, beside what anybody would write in its place, in one run. CPU of this process.

The machines that run this are shared, so the ratios tell more than the figures. Nothing here is a test.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from bot.doors.demo.publisher import load_outlets
from bot.settings.load import load
from tests.bench.backtest import bench_backtest
from tests.bench.crowd import bench_crowd
from tests.bench.feeds import bench_feeds
from tests.bench.matching import bench_matching, demo_items
from tests.bench.stories import bench_stories


def main() -> None:
    """Run every bench."""
    settings = load(Path(__file__).parents[2] / "config", {})
    items = demo_items(load_outlets())
    bench_matching(settings)
    bench_stories(settings, items)
    bench_feeds(settings)
    bench_crowd()
    bench_backtest(settings)


if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}, {datetime.now().astimezone():%Y-%m-%d}")
    main()
