"""`python -m tests.telegram`: the fake as a process; its first line on stdout is JSON with its address."""

from __future__ import annotations

import argparse
import asyncio
import json

from tests.telegram.server import TOKEN, FakeTelegram


async def serve(token: str, port: int, channels: list[str], users: list[int]) -> None:
    """Listens until it is ended."""
    async with FakeTelegram(token, port=port) as telegram:
        for channel in channels:
            number, _, username = channel.partition(":")
            telegram.add_channel(int(number), username=username)
        for user in users:
            telegram.add_private(user)
        print(json.dumps({"url": telegram.url, "base_url": telegram.base_url}), flush=True)  # noqa: T201  # the line that tells the parent process where to look
        await asyncio.Event().wait()


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument(
        "--channel", action="append", default=[], help="ID or ID:@username, e.g. --channel=-100123:@sample"
    )
    parser.add_argument("--private", action="append", default=[], type=int, help="id of a user who has started the bot")
    args = parser.parse_args()
    asyncio.run(serve(args.token, args.port, args.channel, args.private))


if __name__ == "__main__":
    main()
