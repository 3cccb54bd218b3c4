"""What goes wrong in a command ends all ranks with one sentence and the right exit code, and nobody hangs."""
import unittest

import machi


class Failing(unittest.TestCase):
    def fails(self, command, code, sentence, ranks):
        result = machi.run(command, program="MACHI_FAILING", ranks=ranks, timeout_s=60)
        self.assertEqual(result.returncode, code, result)
        self.assertEqual(machi.sentences(result), ["machi: " + sentence])

    def test_failure_of_all_ranks(self):
        for ranks in (1, 2):
            with self.subTest(ranks=ranks):
                self.fails("all", 2, "nothing was asked for", ranks)
                self.fails("agreed", 3, "a.gml: is not XML", ranks)
                self.fails("memory", 4, "out of memory. Use more ranks or a larger machine", ranks)
                self.fails("defect", 4, "an assumption is broken", ranks)

    def test_failure_of_one_rank_ends_those_that_wait_for_it(self):
        self.fails("one-waits", 3, "a.gml: is not XML", 2)

    def test_failure_of_one_rank_ends_those_that_are_done(self):
        self.fails("one-ends", 74, "city.h5: could not be written", 2)

    def test_exit_code_of_any_rank_is_that_of_all(self):
        for ranks in (1, 2):
            result = machi.run("stopped", program="MACHI_FAILING", ranks=ranks)
            self.assertEqual(result.returncode, 75, result)


if __name__ == "__main__":
    unittest.main(verbosity=2)
