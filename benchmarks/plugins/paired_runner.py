"""Run the same benchmarks in two pytest processes at the same time, on the same processor.

``-p paired_runner`` loads this plugin of pytest, also into revisions older than the plugin, so it imports
nothing from kzsearch or the benchmarks. The environment has a socket connected to the other process, and the
number of the processor. Before each benchmark, after its fixtures are set up, a process sends one byte to the
other and waits for one. It does not wait for a process that has ended.
"""

from __future__ import annotations

import os
import socket

import pytest

SOCKET = "PAIRED_RUNNER_SOCKET"
"""Environment variable with the file descriptor of the socket."""

PROCESSOR = "PAIRED_RUNNER_PROCESSOR"
"""Environment variable with the number of the processor, as in :func:`os.sched_setaffinity`."""


class PairedRunner:
    """Start each benchmark together with the process at the other end of a socket."""

    def __init__(self, other: socket.socket) -> None:
        self._other = other

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self) -> None:
        """Wait until the other process is about to run its next benchmark, too."""
        try:
            self._other.sendall(b".")
            self._other.recv(1)
        except (BrokenPipeError, ConnectionResetError):  # the other process has ended
            pass


def pytest_configure(config: pytest.Config) -> None:
    """Pin this process to the processor and connect it to the other process."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(os.environ[PROCESSOR])})
    config.pluginmanager.register(PairedRunner(socket.socket(fileno=int(os.environ[SOCKET]))))
