"""A plugin of pytest: two processes run the same benchmarks at the same time, on the same processor.

It is loaded by ``-p lockstep``, also by revisions that have never heard of it, so it imports nothing of
theirs. The environment names a socket that leads to the other process, and the processor. Before each
benchmark, with its fixtures made, a process says so to the other and waits for the same; where the other has
ended it waits no more.
"""

from __future__ import annotations

import os
import socket

import pytest

SOCKET = "LOCKSTEP_SOCKET"
"""The variable with the number of an open file."""

PROCESSOR = "LOCKSTEP_PROCESSOR"
"""The variable with the number of a processor, as in :func:`os.sched_setaffinity`."""


class Lockstep:
    """Keeps step with the process at the other end of a socket."""

    def __init__(self, other: socket.socket) -> None:
        self._other = other

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self) -> None:
        """Wait until the other process has come as far."""
        try:
            self._other.sendall(b".")
            self._other.recv(1)
        except (BrokenPipeError, ConnectionResetError):  # the other has ended
            pass


def pytest_configure(config: pytest.Config) -> None:
    """Begin."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(os.environ[PROCESSOR])})
    config.pluginmanager.register(Lockstep(socket.socket(fileno=int(os.environ[SOCKET]))))
