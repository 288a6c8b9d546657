"""Build the sdist and both kinds of wheel, and test them as installed packages on CPython 3.10 to 3.13.

    python tests/smoke/wheels.py

With a compiler the wheel is cp310-abi3: one file for all versions. Without one (CC=false) it is py3-none-any.
smoke.py runs in an empty venv outside the checkout, with a wheel and its dependencies from PyPI: with the
abi3 wheel on every version that is installed; with the pure wheel on the oldest of them, without Unidecode,
which is optional. All must give the same hits with the same scores. The wheel built from the sdist must have
the same files as the one built from the checkout. The exit code is not 0 on any failure, also if no
interpreter is found.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SMOKE = Path(__file__).with_name("smoke.py")
EXTENSION = "kzsearch/_native.abi3.so"
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
    """Return version -> executable, without shims of pyenv that start another version."""
    found = {}
    for version in VERSIONS:
        candidates = [shutil.which(f"python{version}")]
        candidates += sorted(map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python")))
        for candidate in filter(None, candidates):
            command = [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
            done = subprocess.run(command, text=True, capture_output=True, check=False)
            if done.stdout.strip() == version:
                found[version] = candidate
                break
    return found


def contents(wheel: Path) -> dict[str, bytes]:
    """Return file name -> bytes, without the record, whose order may differ.

    The bytes of the extension are left out: it contains the names of the folders that it was compiled in.
    """
    with zipfile.ZipFile(wheel) as archive:
        files = {n: archive.read(n) for n in archive.namelist() if not n.endswith("/RECORD")}
    return {n: b"" if n.endswith(".so") else data for n, data in files.items()}


def build(folder: Path) -> tuple[Path, Path]:
    """Return the abi3 wheel and the pure wheel, both built from the sdist."""
    # setuptools also packs files of an earlier build there, such as modules deleted from the checkout since
    for stale in (ROOT / "build").glob("lib*"):
        shutil.rmtree(stale)
    run(sys.executable, "-m", "build", "--outdir", folder / "from-sdist", ROOT, cwd=folder)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "direct", ROOT, cwd=folder)
    (compiled,) = (folder / "from-sdist").glob("*.whl")
    (direct,) = (folder / "direct").glob("*.whl")
    if contents(compiled) != contents(direct):
        odd = sorted(set(contents(compiled)) ^ set(contents(direct)))
        sys.exit(f"wheels: the sdist builds another wheel than the checkout; files only in one: {odd}")
    if "-cp310-abi3-" not in compiled.name:
        sys.exit(f"wheels: found {compiled.name}, expected a tag cp310-abi3; is there a C compiler?")
    (sdist,) = (folder / "from-sdist").glob("*.tar.gz")
    build_wheel = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder)
    run(*build_wheel, sdist, cwd=folder, CC="false")
    (pure,) = folder.glob("*.whl")
    if not pure.name.endswith("-py3-none-any.whl"):
        sys.exit(f"wheels: found {pure.name} built without a compiler, expected the tag py3-none-any")
    if missing := set(contents(compiled)) - set(contents(pure)) - {EXTENSION}:
        sys.exit(f"wheels: the pure wheel lacks {sorted(missing)}")
    return compiled, pure


def try_wheel(wheel: Path, kind: str, version: str, executable: str, folder: Path) -> str:
    """Install a wheel in an empty venv, the pure one without Unidecode, and return the output of smoke.py."""
    venv = folder / f"venv-{version}-{kind}"
    run(executable, "-m", "venv", venv, cwd=folder)
    run(venv / "bin/python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    if kind == "pure":
        run(venv / "bin/python", "-m", "pip", "uninstall", "--quiet", "--yes", "unidecode", cwd=folder)
    answers = run(venv / "bin/python", "-I", SMOKE, kind, cwd=folder)
    print(f"wheels: {wheel.name} works on CPython {version}", flush=True)
    return answers


def main() -> None:
    found = interpreters()
    if not found:
        sys.exit(f"wheels: none of CPython {', '.join(VERSIONS)} found on PATH or in pyenv; install one")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compiled, pure = build(folder)
        jobs = [(compiled, "compiled", *each) for each in found.items()]
        jobs.append((pure, "pure", *next(iter(found.items()))))
        with ThreadPoolExecutor() as pool:
            answers = set(pool.map(lambda job: try_wheel(*job, folder), jobs))
        if len(answers) > 1:
            sys.exit(
                "wheels: the wheels give different hits or scores, expected the same:\n" + "".join(answers)
            )


if __name__ == "__main__":
    main()
