"""Mobility, evacuation and energy on one clock: everyone in exactly one place, one folder, each process as it is alone, and
sentences for what cannot be. That ranks and threads do not show is in digest_test.py."""
import json
import pathlib
import shutil
import signal
import tempfile
import unittest

import machi

ENERGY = "energy: {{weather_city: chiba, from_day: \"01-17\", days: 1, warm_up_days: 2, shading: false, model: 5r1c}}\n"
SCENARIO = """
scenario: {{title: a day, start: "06:00", end_s: 33660}}
city: {{file: {city}}}
mobility: {{population: synthetic}}
events:
  - {{kind: alarm, at: "14:46"}}
people: {{preset: cabinet_office_2012_low, group_share: 1, gather_share: 0.3, car_share: 0.6}}
evacuation: {{model: density, dt_s: 0.5}}
shelters: {{hazards: [tsunami]}}
hazard:
  zone: depth
  sources:
    - {{from: city_frames, name: 海町市津波（架空）, before: as_first}}
output: {{trajectories: 50, report: false}}
""" + ENERGY


class OneClock(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        cls.city = cls.folder / "town.h5"
        for words in (("synth", cls.folder / "town", "--buildings", 300, "-q"),
                      ("import", cls.folder / "town", "-o", cls.city, "-q")):
            done = machi.run(*words)
            assert done.returncode == 0, done
        cls.scenario = cls.folder / "s.yaml"
        cls.scenario.write_text(SCENARIO.format(city=cls.city), encoding="utf-8")
        cls.base = cls.folder / "base"
        done = machi.run("run", cls.scenario, "-o", cls.base)
        assert done.returncode == 0, done
        cls.kpi = json.loads((cls.base / "kpi.json").read_text())

    def refused(self, text, code=2):
        path = self.folder / "bad.yaml"
        path.write_text(text.format(city=self.city), encoding="utf-8")
        done = machi.run("run", path, "-o", self.folder / "refused")
        self.assertEqual(done.returncode, code, done)
        self.assertFalse((self.folder / "refused").exists())
        return done.stderr

    def test_everyone_is_in_exactly_one_place(self):
        coupling, mobility, evacuation = (self.kpi[key] for key in ("coupling", "mobility", "evacuation"))
        self.assertEqual(coupling["persons"], mobility["persons"])
        self.assertEqual(sum(coupling["at_exchange"].values()), mobility["persons"])
        self.assertEqual(coupling["at_exchange"]["unknown"], 0)
        self.assertGreater(coupling["at_exchange"]["indoors"], 0.9 * mobility["persons"])
        self.assertGreater(mobility["persons"] - coupling["at_exchange"]["indoors"], 0)  # somebody is under way
        after = dict(coupling["after_evacuation"])
        self.assertEqual(after.pop("evacuees"), evacuation["agents"])
        self.assertEqual(sum(after.values()), mobility["persons"])
        self.assertGreater(after["sheltered"] + after["in_the_open"], 0)
        self.assertEqual(after["sheltered"] + after["in_the_open"], evacuation["safe"])
        self.assertEqual(after["lost"], evacuation["lost"])
        by_car = coupling["by_car"]
        self.assertGreater(by_car["persons"], by_car["cars"])
        self.assertGreater(by_car["cars_arrived"], 0)
        self.assertEqual(by_car["cars"], sum(by_car[key] for key in (
            "cars_arrived", "cars_stopped_by_water", "cars_without_a_way", "cars_under_way")))
        self.assertLessEqual(by_car["persons_got_out"], by_car["persons"])
        self.assertGreater(coupling["roads"]["flooded_streets"], 0)
        self.assertGreater(coupling["roads"]["shared_street_exchanges"], 0)
        self.assertTrue(all(0 <= hour <= mobility["persons"] for hour in coupling["persons_indoors_by_hour"]))
        self.assertGreater(coupling["persons_indoors_by_hour"][13], 0.9 * mobility["persons"])

    def test_people_and_outages_reach_the_buildings(self):
        dry = SCENARIO.replace("hazard:\n", "hazard:\n  outage_depth_m: 0\n")
        outage = "  - {{kind: power_outage, at: \"10:00\", until: \"13:00\"}}\n"
        lit, path = self.folder / "lit.yaml", self.folder / "dark.yaml"
        lit.write_text(dry.format(city=self.city), encoding="utf-8")
        path.write_text(dry.replace("events:\n", "events:\n" + outage).format(city=self.city), encoding="utf-8")
        alone = self.folder / "alone_energy.yaml"
        alone.write_text(("city: {{file: {city}}}\n" + ENERGY).format(city=self.city), encoding="utf-8")
        kpis = {}
        cold = self.folder / "cold.yaml"
        weather = "events:\n  - {{kind: weather, at: \"06:00\", until: \"18:00\", air_temp_change_K: -6, irradiance_factor: 0.5}}\n"
        cold.write_text(("city: {{file: {city}}}\n" + ENERGY + weather).format(city=self.city), encoding="utf-8")
        for scenario, out in ((path, "dark"), (lit, "lit"), (alone, "schedules"), (cold, "cold")):
            done = machi.run("run", scenario, "-o", self.folder / out, "--quiet")
            self.assertEqual(done.returncode, 0, done)
            kpis[out] = json.loads((self.folder / out / "kpi.json").read_text())
        outage = kpis["dark"]["coupling"]["outage"]
        self.assertEqual(outage["buildings_by_water"], 0)
        self.assertGreater(outage["buildings_by_events"], 250)
        self.assertEqual((outage["from_s"], outage["to_s"]), (4 * 3600, 7 * 3600))
        flooded, dark, people, schedules = (
            kpi["energy"]["electricity_MWh"] for kpi in (self.kpi, kpis["dark"], kpis["lit"], kpis["schedules"]))
        self.assertLess(dark, 0.97 * people)
        self.assertLess(flooded, 0.97 * people)  # without power from the water on
        self.assertNotEqual(people, schedules)
        self.assertGreater(people, 0.3 * schedules)
        self.assertLess(people, 1.5 * schedules)
        self.assertGreater(kpis["cold"]["energy"]["electricity_MWh"], 1.02 * schedules)

    def test_one_folder_tells_all(self):
        for name in ("run.json", "used.yaml", "kpi.csv", "result.h5", "result.xdmf", "log.txt"):
            self.assertTrue((self.base / name).exists(), name)
        for key in ("mobility", "evacuation", "energy", "coupling"):
            self.assertIn(key, self.kpi)
        self.assertIn("Persons", machi.run("info", self.base).stdout)
        report = self.folder / "page.html"
        done = machi.run("report", self.base, "-o", report)
        self.assertEqual(done.returncode, 0, done)
        self.assertGreater(report.stat().st_size, 100_000)

    def test_a_day_without_an_alarm_is_mobility_and_energy(self):
        text = SCENARIO.replace("evacuation: {{model: density, dt_s: 0.5}}\n", "").replace(
            "events:\n  - {{kind: alarm, at: \"14:46\"}}\n", "").replace("end_s: 33660", "end_s: 129600")
        path = self.folder / "no_alarm.yaml"
        path.write_text(text.format(city=self.city), encoding="utf-8")
        alone = self.folder / "alone.yaml"
        alone.write_text(text.replace(ENERGY, "").format(city=self.city), encoding="utf-8")
        for scenario, out in ((path, "no_alarm"), (alone, "alone")):
            done = machi.run("run", scenario, "-o", self.folder / out, "--quiet")
            self.assertEqual(done.returncode, 0, done)
        both, mobility = (json.loads((self.folder / out / "kpi.json").read_text()) for out in ("no_alarm", "alone"))
        self.assertEqual(both["mobility"], mobility["mobility"])
        self.assertEqual(both["coupling"]["at_exchange"]["indoors"], both["mobility"]["persons"])  # all are home again
        self.assertNotIn("evacuation", both)

    def test_cars_leave_the_area(self):
        path = self.folder / "away.yaml"
        text = SCENARIO.replace("car_share: 0.6", "car_share: 0.6, car_leave_share: 1").replace(ENERGY, "")
        path.write_text(text.format(city=self.city), encoding="utf-8")
        done = machi.run("run", path, "-o", self.folder / "away", "--quiet")
        self.assertEqual(done.returncode, 0, done)
        kpi = json.loads((self.folder / "away/kpi.json").read_text())
        by_car, evacuation = kpi["coupling"]["by_car"], kpi["evacuation"]
        self.assertEqual(by_car["persons"], self.kpi["coupling"]["by_car"]["persons"])
        self.assertGreater(by_car["cars_left_area"], 0.5 * by_car["cars"])
        self.assertGreater(by_car["persons_left_area"], by_car["cars_left_area"])
        self.assertEqual(by_car["cars"], sum(by_car[key] for key in (
            "cars_arrived", "cars_left_area", "cars_stopped_by_water", "cars_without_a_way", "cars_under_way")))
        after = dict(kpi["coupling"]["after_evacuation"])
        self.assertEqual(after["left_area"], by_car["persons_left_area"])
        self.assertEqual(after["sheltered"] + after["in_the_open"] + after["left_area"], evacuation["safe"])
        out = [one for one in evacuation["destinations"] if one["id"] == "out_of_area"]
        self.assertEqual([one["arrived"] for one in out], [by_car["persons_left_area"]])
        del after["evacuees"]
        self.assertEqual(sum(after.values()), kpi["mobility"]["persons"])

    def test_sentences(self):
        leaves = SCENARIO.replace("car_share: 0.6", "car_share: 0.6, car_leave_share: 0.5")
        self.assertIn("hazard.zone is all, so nothing lies outside of it", self.refused(leaves.replace("zone: depth", "zone: all")))
        self.assertIn("nobody evacuates by car", self.refused(leaves.replace("car_share: 0.6", "car_share: 0")))
        self.assertIn("no car leaves the area", self.refused(SCENARIO.replace("car_share: 0.6", "car_share: 0.6, car_exits: [\"0\"]")))
        self.assertIn("the network has no link 'north'", self.refused(
            leaves.replace("car_leave_share: 0.5", "car_leave_share: 0.5, car_exits: [north]"), 3))
        alarm = "events:\n  - {{kind: alarm, at: \"14:46\"}}\n"
        self.assertIn("nothing says when mobility's people evacuate", self.refused(SCENARIO.replace(alarm, "")))
        self.assertIn("is not between the start of the run", self.refused(SCENARIO.replace("14:46", "16:00")))
        self.assertIn("those of mobility evacuate", self.refused(SCENARIO.replace("people: {{", "people: {{from_buildings: true, ")))
        self.assertIn("Add the section `mobility`", self.refused(SCENARIO.replace("mobility: {{population: synthetic}}\n", "").replace(
            "gather_share: 0.3,", "from_buildings: true,")))
        self.assertIn("no whole number of seconds", self.refused(SCENARIO.replace("end_s: 33660", "end_s: 33660, exchange_s: 2.5")))
        self.assertIn("the city has no building 'nowhere'", self.refused(
            SCENARIO.replace("events:\n", "events:\n  - {{kind: power_outage, at: \"10:00\", ids: [nowhere]}}\n"), 3))


class GoesOn(unittest.TestCase):
    """Left in each of its parts and gone on with on other ranks and threads, a run ends as if nothing had happened. Two
    days are learned from before that of the alarm, so that this begins at 63,720 s, the alarm sounds at 95,280 s and the
    evacuation ends by 95,580 s; then come three steps of energy."""

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        city = cls.folder / "town.h5"
        for words in (("synth", cls.folder / "town", "--buildings", 120, "-q"), ("import", cls.folder / "town", "-o", city, "-q")):
            done = machi.run(*words)
            assert done.returncode == 0, done
        cls.scenario = cls.folder / "s.yaml"
        cls.scenario.write_text(SCENARIO.replace("population: synthetic", "population: synthetic, replanning: {{max_iterations: 1}}")
                                .replace("end_s: 33660", "end_s: 31860")
                                .replace("warm_up_days: 2", "warm_up_days: 14").format(city=city), encoding="utf-8")
        done = machi.run("run", cls.scenario, "-o", cls.folder / "base", "--quiet")
        assert done.returncode == 0, done
        cls.digest = cls.digest_of(cls.folder / "base")

    @staticmethod
    def digest_of(run):
        return machi.run("digest", run).stdout.split()[0]

    def left(self, output, every_s, numbers, *more, ranks):
        """A run that is over and left checkpoints of these numbers."""
        done = machi.run("run", self.scenario, "-o", output, "--quiet", "--checkpoint-every", f"{every_s}s", *more, ranks=ranks)
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(self.digest_of(output), self.digest)
        found = {int(path.name.split(".")[1]) for path in (output / "checkpoints").glob("ckpt.*")}
        self.assertEqual(found, numbers)

    def resumes(self, output, number, ranks, threads):
        """From the checkpoint of that number, which becomes the newest."""
        for path in (output / "checkpoints").glob("ckpt.*"):
            if int(path.name.split(".")[1]) > number:
                shutil.rmtree(path)
        for name in ("kpi.json", "result.h5", "run.json", "MANIFEST.json"):
            (output / name).unlink()
        done = machi.run("resume", output, "--quiet", "--threads", threads, "--checkpoint-every", "never", ranks=ranks)
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(json.loads((output / "run.json").read_text())["resumed_step"], number)
        self.assertEqual(self.digest_of(output), self.digest)
        self.assertEqual((output / "kpi.json").read_text(), (self.folder / "base/kpi.json").read_text())

    def test_from_any_part_on_any_ranks(self):
        of_energy = {95580 + 432000, 95580 + 2 * 432000}
        self.left(self.folder / "a", 90000, {90000} | of_energy, ranks=2)
        self.resumes(self.folder / "a", 95580 + 432000, ranks=4, threads=1)
        self.resumes(self.folder / "a", 90000, ranks=1, threads=2)
        # Walkers move between the ranks while cars drive.
        self.left(self.folder / "b", 95400, {95400} | of_energy, "--rebalance", "often", ranks=2)
        self.assertGreater(json.loads((self.folder / "b/run.json").read_text())["stepping"]["moves"], 20)
        self.resumes(self.folder / "b", 95400, ranks=4, threads=1)

    def test_a_signal_ends_it_where_it_can_be_gone_on_with(self):
        """In the first part, in the second, and in the third."""
        output = self.folder / "signals"
        words = ["run", self.scenario, "-o", output]
        parts = (("rank", 0, 95280), ("persons in the evacuation", 95281, 95570), ("buildings, weather of", 95580, 10**7))
        for sentence, least, most in parts:
            with machi.start(*words) as process:
                while sentence not in process.stderr.readline():
                    self.assertIsNone(process.poll())
                process.send_signal(signal.SIGUSR1)
                process.stderr.read()
                self.assertEqual(process.wait(), 75)
            words = ["resume", output]
            newest = max(int(path.name.split(".")[1]) for path in (output / "checkpoints").glob("ckpt.*"))
            self.assertTrue(least <= newest <= most, (sentence, newest))
        done = machi.run("resume", output, "--quiet", ranks=2)
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(self.digest_of(output), self.digest)


if __name__ == "__main__":
    unittest.main()
