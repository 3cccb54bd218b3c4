"""C++ files are as clang-format 14 leaves them (its versions differ in detail; others are not asked)."""
import re
import shutil
import subprocess
import sys
import unittest

import house

VERSION = 14


def formatter():
    for name in (f"clang-format-{VERSION}", "clang-format"):
        path = shutil.which(name)
        if path:
            said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
            found = re.search(r"version (\d+)", said)
            if found and int(found[1]) == VERSION:
                return path
    return None


class Format(unittest.TestCase):
    def test_every_file_is_formatted(self):
        names = [str(name) for name in house.files() if name.suffix in (".cpp", ".hpp")]
        self.assertGreater(len(names), 40)
        result = subprocess.run([formatter(), "--dry-run", "-Werror", *names], cwd=house.SOURCE, capture_output=True,
                                text=True, check=False)
        wrong = sorted(set(re.findall(r"^([^:\n]+):\d+:\d+: error", result.stderr, re.MULTILINE)))
        self.assertEqual(wrong, [], "run clang-format -i on these")
        self.assertEqual(result.returncode, 0, result.stderr)


if __name__ == "__main__":
    if formatter() is None:
        print(f"SKIPPED: clang-format {VERSION} is absent")
        sys.exit(77)
    unittest.main(verbosity=2)
