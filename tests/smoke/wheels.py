"""Builds sdist and wheel and tries the wheel as a user would, on each CPython from 3.10 to 3.13 there is.

    python tests/smoke/wheels.py

Each interpreter gets an empty venv outside the checkout with the wheel and its dependencies from PyPI, and
runs smoke.py in it. One wheel serves all of them: its extension keeps to the stable ABI. The wheel built from
the sdist must hold the same files as the one built from the checkout. Where no compiler works, the sdist must
install all the same, without the extension. Exits non-zero on any failure, also when no interpreter is found.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SMOKE = Path(__file__).with_name("smoke.py")
VERSIONS = ("3.10", "3.11", "3.12", "3.13")


def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    done = subprocess.run(
        [str(c) for c in command],
        cwd=cwd,
        env={**os.environ, **variables},
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"wheels: {' '.join(map(str, command))}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def interpreters() -> dict[str, str]:
    """Version -> executable; pyenv's shims count only where they really start that version."""
    found = {}
    for version in VERSIONS:
        candidates = [shutil.which(f"python{version}")]
        candidates += sorted(map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python")))
        for candidate in filter(None, candidates):
            asked = [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
            done = subprocess.run(asked, text=True, capture_output=True, check=False)
            if done.stdout.strip() == version:
                found[version] = candidate
                break
    return found


def contents(wheel: Path) -> dict[str, bytes]:
    """File name -> bytes, without the record, whose order may differ.

    Of the extension only the presence: it is compiled in folders of different names, which it remembers.
    """
    with zipfile.ZipFile(wheel) as archive:
        files = {n: archive.read(n) for n in archive.namelist() if not n.endswith("/RECORD")}
    return {n: b"" if n.endswith(".so") else data for n, data in files.items()}


def build(folder: Path) -> tuple[Path, Path]:
    """Builds both ways, compares, and returns sdist and wheel."""
    run(sys.executable, "-m", "build", "--outdir", folder / "from-sdist", ROOT, cwd=folder)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "direct", ROOT, cwd=folder)
    (from_sdist,) = (folder / "from-sdist").glob("*.whl")
    (direct,) = (folder / "direct").glob("*.whl")
    if contents(from_sdist) != contents(direct):
        odd = set(contents(from_sdist)) ^ set(contents(direct))
        sys.exit(
            f"wheels: the sdist builds another wheel than the checkout; files only in one: {sorted(odd)}"
        )
    if "kzsearch/_native.abi3.so" not in contents(direct) or "-cp310-abi3-" not in direct.name:
        sys.exit(f"wheels: {direct.name} has no extension for the stable ABI; is there a C compiler?")
    (sdist,) = (folder / "from-sdist").glob("*.tar.gz")
    return sdist, from_sdist


def check_without_compiler(executable: str, sdist: Path, folder: Path) -> None:
    venv = folder / "venv-plain"
    run(executable, "-m", "venv", venv, cwd=folder)
    run(venv / "bin/python", "-m", "pip", "install", "--quiet", sdist, cwd=folder, CC="/bin/false")
    absent = "import importlib.util, sys; sys.exit(importlib.util.find_spec('kzsearch._native') is not None)"
    run(venv / "bin/python", "-I", "-c", absent, cwd=folder)
    run(venv / "bin/python", "-I", SMOKE, cwd=folder)
    print(f"wheels: {sdist.name} works without a compiler")


def main() -> None:
    found = interpreters()
    if not found:
        sys.exit(f"wheels: none of CPython {', '.join(VERSIONS)} found on PATH or in pyenv; install one")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sdist, wheel = build(folder)
        for version, executable in found.items():
            venv = folder / f"venv-{version}"
            run(executable, "-m", "venv", venv, cwd=folder)
            run(venv / "bin/python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
            run(venv / "bin/python", "-I", SMOKE, cwd=folder)
            print(f"wheels: {wheel.name} works on CPython {version}")
        check_without_compiler(next(iter(found.values())), sdist, folder)


if __name__ == "__main__":
    main()
