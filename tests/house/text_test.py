"""No file names a place of somebody's machine or leaves a note to finish later; headers open with what they are for;
every folder of tests/ is built."""
import re
import unittest

import house

# Spelt so that this file does not find itself.
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(ho" + r"me|ro" + r"ot|wo" + r"rk|Us" + r"ers)/")


def faults_of(text):
    """(line number, what) of every fault in `text`."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if UNFINISHED.search(line):
            found.append((number, "an unfinished note"))
        if MACHINE_PATH.search(line):
            found.append((number, "a path of one machine"))
    return found


class Text(unittest.TestCase):
    def test_no_unfinished_notes_and_no_paths_of_a_machine(self):
        found = []
        for name in house.files():
            text = house.text_of(house.SOURCE / name)
            if text is not None:
                found += [f"{name}:{number}: {what}" for number, what in faults_of(text)]
        self.assertEqual(found, [])

    def test_planted_faults_are_found(self):
        self.assertEqual(faults_of("a\n// TO" + "DO: later\n"), [(2, "an unfinished note")])
        self.assertEqual(faults_of('open("/ho' + 'me/me/town.gml")'), [(1, "a path of one machine")])
        self.assertEqual(faults_of("mkstemp nameXX" + "XXXX; data/work/x; https://a.org/home-page"), [])

    def test_headers_say_what_they_are_for(self):
        headers = [name for name in house.files() if name.suffix == ".hpp"]
        silent = [str(name) for name in headers
                  if not (house.SOURCE / name).read_text(encoding="utf-8").startswith("/// \\file ")]
        self.assertEqual(silent, [])

    def test_every_folder_of_tests_is_built(self):
        # tests/CMakeLists.txt goes through the layers that the main list names, and names the others.
        listed = "".join((house.SOURCE / name).read_text(encoding="utf-8")
                         for name in ("CMakeLists.txt", "tests/CMakeLists.txt"))
        folders = {name.parent for name in house.files()
                   if name.parts[0] == "tests" and re.search(r"_test\.(cpp|py)$", name.name)}
        self.assertGreater(len(folders), 5)
        for folder in sorted(folders):
            with self.subTest(str(folder)):
                self.assertTrue((house.SOURCE / folder / "CMakeLists.txt").is_file())
                self.assertRegex(listed, rf"(?<![\w/]){folder.relative_to('tests')}(?![\w/])")


if __name__ == "__main__":
    unittest.main(verbosity=2)
