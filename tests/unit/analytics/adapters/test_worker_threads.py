import threading

from lokus_analytics.adapters.worker_threads import WorkerThreads


async def test_work_runs_on_a_thread_of_its_own() -> None:
    workers = WorkerThreads(1)
    name = await workers.run(lambda: threading.current_thread().name)
    workers.close()
    assert name.startswith("eyes")
