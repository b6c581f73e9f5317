"""Time-outs strike when a test says so, however slow or quick the machine is."""

import asyncio


def let_pass(seconds: float) -> None:
    """The running loop's clock jumps ahead: every time-out in it that is shorter strikes now."""
    loop = asyncio.get_running_loop()
    then = loop.time
    loop.time = lambda: then() + seconds  # type: ignore[method-assign]  # a jump, not a mock
