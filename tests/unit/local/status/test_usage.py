"""What a process takes, read from /proc."""

import os
import subprocess
import sys

from lokus_local.status.usage import Process, cpu_seconds, family, memory_bytes, process_table


def test_a_family_is_a_process_with_all_its_descendants() -> None:
    table = {
        pid: Process(pid, parent, cpu_seconds=float(pid))
        for pid, parent in ((1, 0), (2, 1), (3, 2), (4, 2), (5, 1))
    }
    assert sorted(family(2, table)) == [2, 3, 4]
    assert cpu_seconds([2, 3, 4], table) == 9.0
    assert family(99, table) == []


def test_the_table_holds_ourselves_and_our_child() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        table = process_table()
        assert child.pid in family(os.getpid(), table)
        child.kill()
    assert table[child.pid].parent_pid == os.getpid()


def test_our_share_of_memory_is_some_megabytes() -> None:
    share = memory_bytes([os.getpid()])
    assert share is not None
    assert 1_000_000 < share < 10_000_000_000


def test_memory_of_processes_that_are_gone_is_unknown() -> None:
    assert memory_bytes([2**22 + 1]) is None
