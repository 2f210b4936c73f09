"""A service stops even when a task loses its first cancellation."""

import asyncio

from services.kernel.runtime import end


async def test_a_task_that_loses_a_cancellation_ends_all_the_same() -> None:
    wake, rounds = asyncio.Event(), 0

    async def waits_again() -> None:
        nonlocal rounds
        while True:
            rounds += 1
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                if wake.is_set():
                    raise
                wake.set()  # what `wait_for` does when its result and the cancellation meet

    tasks = [asyncio.create_task(waits_again()), asyncio.create_task(asyncio.sleep(60))]
    await asyncio.sleep(0)
    await end(tasks)
    assert all(task.done() for task in tasks)
    assert rounds == 2
    await end([])
