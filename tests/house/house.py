"""What the tests of tests/house share: the files of the repository."""
import os
import pathlib
import subprocess

SOURCE = pathlib.Path(os.environ.get("MACHI_SOURCE", pathlib.Path(__file__).resolve().parents[2]))


def files(root=SOURCE):
    """Every file that is or will be in the repository, relative to `root`: git's list, else (an unpacked archive) all
    outside build/, out/ and hidden folders."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        names = [pathlib.Path(name) for name in listed.stdout.decode().split("\0") if name]
    else:
        names = [path.relative_to(root) for path in pathlib.Path(root).rglob("*") if path.is_file()]
        names = [name for name in names if name.parts[0] not in ("build", "out", ".git", ".cache")]
    return sorted(name for name in names if (root / name).is_file())


def text_of(path):
    """The text of a file, or None for one that is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
