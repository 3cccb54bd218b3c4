"""The program's face: help, version, what it says to a wrong command line, and exit codes."""
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

import machi

COMMANDS = ["synth", "import", "info", "digest", "doctor", "describe"]


class Program(unittest.TestCase):
    def refused(self, *words, **changes):
        result = machi.run(*words, **changes)
        self.assertEqual(result.returncode, 2, result)
        self.assertEqual(result.stdout, "")
        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        return result.stderr.strip()

    def test_help_lists_every_command_and_fits_a_screen(self):
        result = machi.run("--help")
        self.assertEqual(result.returncode, 0)
        for command in COMMANDS:
            self.assertRegex(result.stdout, rf"(?m)^  {command} +[A-Z]")
        lines = result.stdout.splitlines()
        self.assertLessEqual(len(lines), 24)
        self.assertLessEqual(max(map(len, lines)), 100)

    def test_help_of_each_command_names_its_options(self):
        for command in COMMANDS:
            with self.subTest(command):
                for words in ([command, "--help"], ["--help", command], [command, "-h"]):
                    result = machi.run(*words)
                    self.assertEqual(result.returncode, 0, result)
                    self.assertIn(f"usage: machi {command}", result.stdout)
                    self.assertIn("--threads N", result.stdout)
                    self.assertEqual(result.stderr, "")

    def test_version_names_build_and_libraries(self):
        result = machi.run("--version")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, r"^machi \d+\.\d+\.\d+ \(commit ([0-9a-f]{12}|unknown)\)\n")
        for library in ("MPI", "HDF5", "PROJ", "expat", "libarchive"):
            self.assertRegex(result.stdout, rf"(?m)^{library} .*\d")

    def test_no_command_is_a_usage_error(self):
        self.assertEqual(self.refused(), "machi: no command is given. See `machi --help`")

    def test_unknown_command_gets_the_nearest(self):
        self.assertEqual(self.refused("imoprt"), "machi: unknown command 'imoprt'. Did you mean 'import'?")
        self.assertEqual(self.refused("sinth", "out"), "machi: unknown command 'sinth'. Did you mean 'synth'?")
        self.assertEqual(self.refused("zzz"), "machi: unknown command 'zzz'. See `machi --help`")

    def test_unknown_option_gets_the_nearest(self):
        self.assertEqual(self.refused("doctor", "--jsn"), "machi: doctor: unknown option '--jsn'. Did you mean '--json'?")
        self.assertEqual(self.refused("--verbos", "doctor"),
                         "machi: unknown option '--verbos'. Did you mean '--verbose'?")

    def test_misspelt_option_is_reported_before_a_missing_argument(self):
        self.assertIn("Did you mean '--buildings'?", self.refused("synth", "--building", "500"))

    def test_missing_arguments_are_named(self):
        self.assertEqual(self.refused("synth"), "machi: synth: DIR is missing. See `machi synth --help`")

    def test_wrong_values_are_named_with_their_range(self):
        self.assertEqual(self.refused("doctor", "--threads", "-3"),
                         "machi: --threads: -3 is outside the range 0 … 4096")
        self.assertEqual(self.refused("doctor", "--threads", "two"), "machi: --threads: 'two' is not a whole number")

    def test_word_too_many_is_named(self):
        self.assertEqual(self.refused("doctor", "now"),
                         "machi: doctor: 'now' is an argument too many. See `machi doctor --help`")

    def test_argument_may_be_called_like_a_command(self):
        result = machi.run("describe", "synth")
        self.assertEqual(result.returncode, 0, result)

    def test_a_pipe_that_a_launcher_left_non_blocking_gets_everything(self):
        words = [os.environ["MACHI"], "describe", "--scenario", "--markdown"]
        expected = subprocess.run(words, capture_output=True, check=True).stdout
        self.assertGreater(len(expected), 1 << 16, "it must be more than a pipe holds")
        for code, words, expected in ((0, words, expected), (2, [words[0], "nonsense"], None)):
            end, begin = os.pipe()
            os.set_blocking(begin, False)
            full = os.write(begin, bytes(1 << 20)) if code else 0
            with subprocess.Popen(words, stdout=begin, stderr=begin) as program, os.fdopen(end, "rb") as pipe:
                os.close(begin)
                time.sleep(0.5)  # the reader is busy
                said = pipe.read()[full:]
            self.assertEqual(program.returncode, code)
            self.assertTrue(said == expected if expected else said.startswith(b"machi: unknown command"), said[:200])

    def test_full_disk_below_stdout_is_an_output_error(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("SKIPPED: /dev/full is absent")
        with open("/dev/full", "w", encoding="utf-8") as full:
            result = subprocess.run([os.environ["MACHI"], "describe"], stdout=full, stderr=subprocess.PIPE, text=True,
                                    check=False)
        self.assertEqual(result.returncode, 74)
        self.assertEqual(result.stderr, "machi: standard output: could not be written. Is the disk full?\n")

    def test_options_file_is_read_and_overruled_by_the_command_line(self):
        with tempfile.TemporaryDirectory() as folder:
            options = pathlib.Path(folder, "o.yaml")
            options.write_text("describe:\n  json: true\n  section: synth\n", encoding="utf-8")
            self.assertIn('"section": "synth"', machi.run("describe", "--options", options).stdout)
            self.assertIn('"section": "doctor"', machi.run("describe", "doctor", "--options", options).stdout)
            options.write_text("describe:\n  jsn: true\n", encoding="utf-8")
            self.assertEqual(self.refused("describe", "--options", options),
                             f"machi: {options}:2:3: unknown key describe.jsn. Did you mean 'json'?")
        self.assertEqual(self.refused("describe", "--options", "/nowhere/o.yaml"),
                         "machi: /nowhere/o.yaml: cannot be read. Give a YAML file")

    def test_two_ranks_speak_once(self):
        result = machi.run("describe", "doctor", ranks=2)
        self.assertEqual(result.returncode, 0, result)
        self.assertEqual(result.stdout, machi.run("describe", "doctor").stdout)
        wrong = machi.run("doctor", "--jsn", ranks=2)
        self.assertEqual(wrong.returncode, 2)
        self.assertEqual(machi.sentences(wrong), ["machi: doctor: unknown option '--jsn'. Did you mean '--json'?"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
