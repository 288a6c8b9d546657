"""Builds sdist and wheel and tries the wheel as a user would, on each CPython from 3.10 to 3.13 there is.

    python tests/smoke/wheels.py

Each interpreter gets an empty venv outside the checkout with the wheel and its dependencies from PyPI, and
runs smoke.py in it. The wheel built from the sdist must hold the same files as the one built from the
checkout. Exits non-zero on any failure, also when no interpreter is found.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SMOKE = Path(__file__).with_name("smoke.py")
VERSIONS = ("3.10", "3.11", "3.12", "3.13")


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(c) for c in command], cwd=cwd, text=True, capture_output=True, check=False)
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
    """File name -> bytes, without the record, whose order may differ."""
    with zipfile.ZipFile(wheel) as archive:
        return {n: archive.read(n) for n in archive.namelist() if not n.endswith("/RECORD")}


def build(folder: Path) -> Path:
    """Builds both ways, compares, and returns the wheel."""
    run(sys.executable, "-m", "build", "--outdir", folder / "from-sdist", ROOT, cwd=folder)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "direct", ROOT, cwd=folder)
    (from_sdist,) = (folder / "from-sdist").glob("*.whl")
    (direct,) = (folder / "direct").glob("*.whl")
    if contents(from_sdist) != contents(direct):
        odd = set(contents(from_sdist)) ^ set(contents(direct))
        sys.exit(
            f"wheels: the sdist builds another wheel than the checkout; files only in one: {sorted(odd)}"
        )
    return from_sdist


def main() -> None:
    found = interpreters()
    if not found:
        sys.exit(f"wheels: none of CPython {', '.join(VERSIONS)} found on PATH or in pyenv; install one")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build(folder)
        for version, executable in found.items():
            venv = folder / f"venv-{version}"
            run(executable, "-m", "venv", venv, cwd=folder)
            run(venv / "bin/python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
            run(venv / "bin/python", "-I", SMOKE, cwd=folder)
            print(f"wheels: {wheel.name} works on CPython {version}")


if __name__ == "__main__":
    main()
