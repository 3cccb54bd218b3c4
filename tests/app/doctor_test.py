"""`machi doctor`: its readings are those of the kernel's own files, and what is missing ends it with 4."""
import json
import os
import re
import unittest

import machi


def meminfo_bytes(name):
    with open("/proc/meminfo", encoding="ascii") as file:
        return int(re.search(rf"^{name}: +(\d+) kB", file.read(), re.MULTILINE)[1]) * 1024


class Doctor(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = machi.run("doctor", "--json", OMP_NUM_THREADS=None, MACHI_KERNEL=None)
        cls.facts = json.loads(cls.result.stdout)

    def test_ends_well_where_nothing_needed_is_missing(self):
        self.assertEqual(self.result.returncode, 0, self.result)
        self.assertFalse(any(finding["needed"] for finding in self.facts["findings"]))

    def test_processors_are_those_of_this_machine(self):
        processors = self.facts["processors"]
        self.assertEqual(processors["logical_cores"], os.cpu_count())
        self.assertLessEqual(processors["usable"], len(os.sched_getaffinity(0)))
        self.assertGreaterEqual(processors["usable"], 1)
        self.assertLessEqual(1, processors["physical_cores"])
        self.assertLessEqual(processors["physical_cores"], processors["logical_cores"])
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            words = set(file.read().split())
        self.assertLessEqual(set(processors["instruction_sets"]), words)
        self.assertEqual("avx2" in words, "avx2" in processors["instruction_sets"])

    def test_affinity_limits_the_processors_and_the_threads(self):
        everywhere = os.sched_getaffinity(0)
        try:
            os.sched_setaffinity(0, {min(everywhere)})
            facts = json.loads(machi.run("doctor", "--quick", "--json", OMP_NUM_THREADS=None).stdout)
        finally:
            os.sched_setaffinity(0, everywhere)
        self.assertEqual(facts["processors"]["usable"], 1)
        self.assertEqual(facts["threads"]["openmp_threads_per_rank"], 1)

    def test_threads_follow_option_then_variable_then_processors(self):
        def threads(*words, **changes):
            return json.loads(machi.run("doctor", "--quick", "--json", *words, **changes).stdout)["threads"]
        self.assertEqual(threads("--threads", 3, OMP_NUM_THREADS=2)["openmp_threads_per_rank"], 3)
        self.assertEqual(threads(OMP_NUM_THREADS=2)["openmp_threads_per_rank"], 2)
        self.assertEqual(self.facts["threads"]["openmp_threads_per_rank"], self.facts["processors"]["usable"])

    def test_memory_is_that_of_this_machine(self):
        memory = self.facts["memory"]
        self.assertEqual(memory["total_bytes"], meminfo_bytes("MemTotal"))
        self.assertAlmostEqual(memory["available_bytes"] / meminfo_bytes("MemAvailable"), 1, delta=0.3)
        if memory["limit_bytes"] is not None:
            self.assertLess(memory["limit_bytes"], memory["total_bytes"])

    def test_disks_are_the_current_folder_and_the_scratch_folder(self):
        disks = {disk["path"]: disk for disk in self.facts["disks"]}
        self.assertEqual(set(disks), {os.getcwd(), os.environ.get("TMPDIR") or "/tmp"})
        status = os.statvfs(os.getcwd())
        self.assertAlmostEqual(disks[os.getcwd()]["free_bytes"] / (status.f_bavail * status.f_frsize), 1, delta=0.1)
        self.assertTrue(disks[os.getcwd()]["writable"])

    def test_bandwidth_is_measured(self):
        bandwidth = self.facts["memory_bandwidth"]
        self.assertEqual(bandwidth["threads"], self.facts["threads"]["openmp_threads_per_rank"])
        for key in ("all_threads_GB_s", "one_thread_GB_s"):
            self.assertGreater(bandwidth[key], 0.1)
            self.assertLess(bandwidth[key], 10000)

    def test_quick_leaves_the_measurement_out(self):
        self.assertNotIn("memory_bandwidth", json.loads(machi.run("doctor", "--quick", "--json").stdout))

    def test_libraries_are_found(self):
        self.assertTrue(self.facts["hdf5"]["parallel"])
        self.assertTrue(self.facts["hdf5"]["deflate"])
        self.assertTrue(os.path.exists(self.facts["proj"]["database"]))
        self.assertTrue(self.facts["proj"]["transforms_EPSG_6697_to_6677"])
        self.assertRegex(self.facts["mpi"]["library"], r"\d+\.\d+")

    def test_ranks_are_counted(self):
        facts = json.loads(machi.run("doctor", "--quick", "--json", ranks=2, OMP_NUM_THREADS=1).stdout)
        self.assertEqual(facts["mpi"]["ranks"], 2)
        self.assertEqual(facts["threads"]["ranks_on_these_processors"], 2)

    def test_ranks_share_the_processors(self):
        facts = json.loads(machi.run("doctor", "--quick", "--json", ranks=2, OMP_NUM_THREADS=None).stdout)
        self.assertEqual(facts["threads"]["openmp_threads_per_rank"], max(1, facts["processors"]["usable"] // 2))

    def test_kernel_variant_can_be_forced(self):
        kernels = self.facts["kernels"]
        self.assertEqual(kernels["selected"], kernels["variants"][-1])
        self.assertFalse(kernels["forced_by_MACHI_KERNEL"])
        for variant in kernels["variants"]:
            facts = json.loads(machi.run("doctor", "--quick", "--json", MACHI_KERNEL=variant).stdout)
            self.assertEqual(facts["kernels"]["selected"], variant)

    def missing(self, **changes):
        result = machi.run("doctor", "--quick", "--json", **changes)
        self.assertEqual(result.returncode, 4, result)
        return [finding["what"] for finding in json.loads(result.stdout)["findings"] if finding["needed"]]

    def test_missing_proj_data_base_ends_with_4(self):
        self.assertEqual(self.missing(PROJ_DATA="/nowhere", PROJ_LIB="/nowhere"),
                         ["PROJ does not find its data base proj.db"])

    def test_impossible_kernel_ends_with_4(self):
        self.assertRegex(self.missing(MACHI_KERNEL="mmx")[0], "MACHI_KERNEL=mmx cannot run here. Use one of ref, base")

    def test_text_form_says_the_same(self):
        text = machi.run("doctor").stdout
        self.assertIn(self.facts["processors"]["model"], text)
        self.assertIn(f"HDF5              {self.facts['hdf5']['version']}, parallel", text)
        broken = machi.run("doctor", "--quick", MACHI_KERNEL="mmx")
        self.assertEqual(broken.returncode, 4)
        self.assertRegex(broken.stdout, "(?m)^missing: MACHI_KERNEL=mmx")


if __name__ == "__main__":
    unittest.main(verbosity=2)
