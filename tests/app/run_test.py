"""Runs as a user starts them: one answer by any kernels and after a signal; nobody is lost from the count; what cannot be run
is refused with one sentence and leaves nothing behind. That ranks and threads do not show is in digest_test.py."""
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import unittest

import machi

SCENARIOS = pathlib.Path(machi.SOURCE, "scenarios")
ROOM = SCENARIOS / "validation/rimea_09/scenario.yaml"
TOWN = SCENARIOS / "tsunami_town/scenario.yaml"
MODELS = ("collision_free_speed_v2", "social_force", "density")


def settings(**keys):
    """--set of keys whose dots are written as two underscores."""
    return [word for key, value in keys.items() for word in ("--set", f"{key.replace('__', '.')}={value}")]


class Runs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        machi.run("synth", cls.folder / "town", "--buildings", 500, "--quiet")
        cls.city = cls.folder / "city.h5"
        machi.run("import", cls.folder / "town", "-o", cls.city)
        cls.count = 0

    @classmethod
    def new(cls):
        cls.count += 1
        return cls.folder / f"run_{cls.count}"

    def room(self, model=MODELS[0], end_s=8):
        return [ROOM, *settings(evacuation__model=model, scenario__end_s=end_s, area__features__crowd__persons=200)]

    def town(self, end_s=30):
        return [TOWN, *settings(city__file=self.city, scenario__end_s=end_s, people__total=120,
                                people__departure="uniform", people__departure_from_s=0, people__departure_to_s=10)]

    def digest(self, path):
        result = machi.run("digest", path)
        self.assertEqual(result.returncode, 0, result)
        return result.stdout.split()[0]

    def ran(self, words, *more, **how):
        """The folder of a run that came to its end."""
        output = self.new()
        result = machi.run("run", *words, "-o", output, "--quiet", *more, **how)
        self.assertEqual(result.returncode, 0, result)
        return output

    def kpi(self, output):
        return json.loads((output / "kpi.json").read_text(encoding="utf-8"))["evacuation"]


class OneAnswer(Runs):
    def kernels(self):
        facts = json.loads(machi.run("doctor", "--quick", "--json").stdout)
        return facts["kernels"]["variants"]

    def test_kernels_and_an_even_cut(self):
        digests = set()
        for words in (*(self.room(model) for model in MODELS), self.town()):
            first = self.ran(words)
            expected = self.digest(first)
            digests.add(expected)
            self.assertGreater(self.kpi(first)["en_route"], 0, "a run in which nobody walks proves nothing")
            for kernel in self.kernels():
                with self.subTest(kernel=kernel):
                    self.assertEqual(self.digest(self.ran(words, MACHI_KERNEL=kernel)), expected)
            self.assertEqual(self.digest(self.ran(words, "--cut", "even", ranks=2)), expected)
        self.assertEqual(len(digests), len(MODELS) + 1, "models must differ")

    def stopped_and_resumed(self, words, ranks, ranks_after):
        words = [*words, *settings(output__checkpoint_every_s=2, output__persons="true")]
        whole = self.ran(words)
        output = self.new()
        command = [os.environ["MACHI"], "run", *words, "-o", output, "--quiet", "--threads", "1"]
        if ranks > 1:
            command = [os.environ["MACHI_MPIEXEC"], "-n", str(ranks), "--bind-to", "none", *command]
        with subprocess.Popen([str(word) for word in command], stderr=subprocess.PIPE, text=True) as run:
            while not (output / "checkpoints/LATEST").exists() and run.poll() is None:
                time.sleep(0.002)
            run.send_signal(signal.SIGUSR1)
            _, said = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 75, said)
        self.assertFalse((output / "result.h5").exists())
        result = machi.run("resume", output, "--quiet", ranks=ranks_after)
        self.assertEqual(result.returncode, 0, result)
        self.assertEqual(self.digest(output), self.digest(whole))
        persons = (output / "persons.csv").read_text(encoding="utf-8")
        self.assertEqual(persons, (whole / "persons.csv").read_text(encoding="utf-8"))
        self.assertRegex(persons.splitlines()[1], r",[0-9.]+,$", "the first movement is noted")
        self.assertGreater(json.loads((output / "run.json").read_text(encoding="utf-8"))["resumed_step"], 0)

    def test_stop_and_resume_of_a_room_on_other_ranks(self):
        self.stopped_and_resumed(self.room(end_s=60), 1, 2)
        self.stopped_and_resumed(self.room("social_force", end_s=40), 2, 1)

    def test_stop_and_resume_of_a_town_on_other_ranks(self):
        self.stopped_and_resumed(self.town(end_s=60), 2, 1)

    def test_digest_of_a_folder_is_that_of_its_result(self):
        output = self.ran(self.room())
        self.assertEqual(self.digest(output), self.digest(output / "result.h5"))
        empty = self.folder / "empty"
        empty.mkdir()
        self.assertEqual(machi.run("digest", empty).returncode, 3)


class Counts(Runs):
    def test_everyone_is_safe_lost_en_route_or_staying(self):
        for words in (*(self.room(model, 15) for model in MODELS), self.town(60)):
            kpi = self.kpi(self.ran(words))
            self.assertGreater(kpi["agents"], 0)
            self.assertEqual(kpi["safe"] + kpi["lost"] + kpi["en_route"] + kpi["staying"], kpi["agents"])
            self.assertEqual(sum(place["arrived"] for place in kpi["destinations"]), kpi["safe"])

    def test_who_stands_where_no_way_leads_out_is_cut_off(self):
        scenario = self.folder / "islands.yaml"
        room = "POLYGON(({0} 0, {1} 0, {1} 10, {0} 10, {0} 0))"
        features = [("walkable", room.format(0, 20), {}), ("walkable", room.format(30, 50), {}),
                    ("exit", room.format(18, 20), {"id": "exit"}),
                    ("source", room.format(2, 8), {"id": "near", "persons": 30}),
                    ("source", room.format(32, 38), {"id": "island", "persons": 7})]
        scenario.write_text(json.dumps({
            "scenario": {"name": "islands", "seed": 1, "end_s": 60},
            "area": {"features": [{"role": role, "wkt": wkt, **more} for role, wkt, more in features]},
            "people": {"classes": [{"name": "adult", "mean_m_s": 1.3}]}, "evacuation": {}}), encoding="utf-8")
        kpi = self.kpi(self.ran([scenario]))
        self.assertEqual((kpi["safe"], kpi["en_route"], kpi["cut_off"]), (30, 7, 7))

    def test_an_area_moved_by_whole_leaves_gives_the_same_figures(self):
        def moved(match):
            points = [point.split() for point in match[1].split(",")]
            return "((" + ", ".join(f"{float(x) + 8000:g} {float(y) - 160:g}" for x, y in points) + "))"

        text = re.sub(r"\(\(([^()]*)\)\)", moved, ROOM.read_text(encoding="utf-8"))
        self.assertIn("8030 -140", text)
        scenario = self.folder / "moved.yaml"
        scenario.write_text(text, encoding="utf-8")
        for model in MODELS:
            here = self.room(model, 15)
            there = self.ran([scenario, *here[1:]])
            self.assertEqual(self.kpi(there), self.kpi(self.ran(here)))


class Refused(Runs):
    def refused(self, code, *words, named, ranks=1):
        """A run that must fail with one sentence that holds `named`, and leave nothing."""
        output = self.new()
        result = machi.run("run", *words, "-o", output, ranks=ranks)
        self.assertEqual(result.returncode, code, result)
        self.assertEqual(len(machi.sentences(result)), 1, result.stderr)
        self.assertIn(named, machi.sentences(result)[0])
        self.assertFalse(output.exists(), "a refused run left its folder")
        return machi.sentences(result)[0]

    def test_no_shelter_is_designated(self):
        for ranks in (1, 2):
            self.refused(3, *self.town(), *settings(shelters__hazards="volcano"), named="volcano", ranks=ranks)

    def test_nobody_to_evacuate(self):
        self.refused(3, *self.room(), *settings(area__features__crowd__persons=0), named="nobody", ranks=2)
        self.refused(2, *self.town(), *settings(people__from_buildings="false"), named="nobody")

    def test_numbers_outside_what_can_be(self):
        self.refused(2, *self.town(), *settings(people__total=2**63), named="people.total")
        self.refused(2, *self.room(), *settings(area__features__crowd__persons=2**63), named="crowd.persons")
        self.refused(2, *self.room(), *settings(area__features__exit_1__capacity=-1), named="capacity")

    def test_steps_too_long_for_the_model(self):
        for model, dt_s in (("collision_free_speed", 0.2), ("collision_free_speed_v2", 0.2), ("social_force", 0.05),
                            ("density", 1.5)):
            self.refused(2, *self.room(model), *settings(evacuation__dt_s=dt_s), named="dt_s")

    def test_misspelt_names_are_offered_the_nearest(self):
        self.assertIn("'model'", self.refused(2, *self.room(), *settings(evacuation__modell="density"), named="modell"))
        said = self.refused(3, *self.town(), *settings(hazard__sources__1__name="海町市津波"), named="yaml:21")
        self.assertIn("海町市津波（架空）", said)

    def test_what_is_no_city(self):
        text = self.folder / "text.h5"
        text.write_text("not HDF5", encoding="utf-8")
        result = self.ran(self.room()) / "result.h5"
        for path in (text, result, self.folder / "nowhere.h5", self.folder):
            self.refused(3, *self.town(), *settings(city__file=path), named=str(path), ranks=2)

    def test_persons_off_the_ground(self):
        crowd = "area.features.crowd.wkt=POLYGON((200 200, 210 200, 210 210, 200 210, 200 200))"
        self.refused(2, *self.room(), "--set", crowd, named="yaml:19")
        text = ROOM.read_text(encoding="utf-8")
        for point in ("30.05 10", "90 90"):  # in the wall, off the map
            scenario = self.folder / "point.yaml"
            scenario.write_text(re.sub(r"persons: 1000, wkt: '.*'", f"wkt: 'POINT({point})'", text), encoding="utf-8")
            self.refused(2, scenario, named="yaml:19")

    def test_a_full_folder_is_kept_unless_forced(self):
        output = self.ran(self.room())
        digest = self.digest(output)
        again = machi.run("run", *self.town(), "-o", output)
        self.assertEqual(again.returncode, 2)
        self.assertIn("--force", again.stderr)
        failed = machi.run("run", *self.town(), *settings(shelters__hazards="volcano"), "-o", output, "--force")
        self.assertEqual(failed.returncode, 3, failed)
        self.assertEqual(self.digest(output), digest, "a refused run took away the results of another")
        self.assertEqual(machi.run("run", *self.town(), "-o", output, "--force").returncode, 0)
        self.assertNotEqual(self.digest(output), digest)

    def test_a_second_run_in_one_folder_is_refused(self):
        output = self.new()
        words = [*self.room(end_s=1000), *settings(scenario__stop_when_done="false", output__checkpoint_every_s=2)]
        command = [str(word) for word in (os.environ["MACHI"], "run", *words, "-o", output, "--quiet")]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as first:
            while not (output / "checkpoints/LATEST").exists() and first.poll() is None:
                time.sleep(0.002)
            second = machi.run("run", *words, "-o", output, "--force")
            resumed = machi.run("resume", output)
            self.assertIsNone(first.poll(), "the first run ended too early to prove anything")
            first.send_signal(signal.SIGUSR1)
            first.wait(timeout=60)
        for result in (second, resumed):
            self.assertEqual(result.returncode, 2, result)
            self.assertIn("another run", result.stderr)
        self.assertEqual(first.returncode, 75)


if __name__ == "__main__":
    unittest.main(verbosity=2)
