"""The floor for staff calls: a WebSocket that sends back what it gets, and nothing else. It prints its port."""

from __future__ import annotations

import asyncio

from websockets.asyncio.server import ServerConnection, serve


async def main() -> None:
    """Until it is ended."""

    async def echo(connection: ServerConnection) -> None:
        async for message in connection:
            await connection.send(message)

    async with serve(echo, "127.0.0.1", 0, compression=None) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main())
