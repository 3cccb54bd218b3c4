"""Runs of traffic as a user starts them: figures; what cannot be run is refused; and, where they are at hand, the reference
events of MATSim's Rust port, event by event. That ranks and threads do not show is in digest_test.py."""
import collections
import gzip
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree

import machi

REFERENCE = pathlib.Path(machi.SOURCE, "../shared/data/mobility/qsim_reference/rust_qsim")

NETWORK = """<network><nodes>{nodes}</nodes><links capperiod="01:00:00">{links}</links></network>"""


def written(folder, name, text):
    path = pathlib.Path(folder, name)
    path.write_text(text, encoding="utf-8")
    return path


def row_of_streets(length=8):
    """A street of `length` links each way, with links that lead back at its ends."""
    nodes = "".join(f'<node id="n{k}" x="{100 * k}" y="0"/>' for k in range(length + 1))
    links = ""
    for k in range(length):
        for name, a, b in ((f"f{k}", k, k + 1), (f"b{k}", k + 1, k)):
            links += (f'<link id="{name}" from="n{a}" to="n{b}" length="100" freespeed="10" capacity="900" '
                      f'permlanes="1" modes="car"/>')
    return NETWORK.format(nodes=nodes, links=links)


def commuters(count=60, length=8):
    """Everyone drives along the street, walks across it, and comes back; routes are left to the program."""
    people = ""
    for k in range(count):
        first, last = k % 3, length - 1 - k % 2
        people += f"""<person id="p&amp;{k}"><plan selected="yes">
<activity type="home" link="f{first}" x="{100 * first}" y="{k}" end_time="06:00:{k % 60:02d}"/><leg mode="car"/>
<activity type="work" link="f{last}" x="{100 * last}" y="-{k}" max_dur="00:10:00"/><leg mode="walk"/>
<activity type="shop" link="b{last}" x="{100 * last}" y="7" max_dur="00:00:30"/><leg mode="car"/>
<activity type="home" link="b{first}"/></plan></person>
"""
    return f"<population>{people}</population>"


class Runs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        cls.count = 0

    @classmethod
    def next(cls):
        cls.count += 1
        return cls.count

    def scenario(self, network, people, **keys):
        given = "".join(f", {key}: {value}" for key, value in keys.items())
        text = (f"scenario: {{end_s: 100000}}\nmobility: {{network_file: '{network}', population_file: '{people}'"
                f"{given}}}\n")
        return written(self.folder, f"scenario_{self.next()}.yaml", text)

    def street(self, **keys):
        network = written(self.folder, "network.xml", row_of_streets())
        people = written(self.folder, "people.xml", commuters())
        return self.scenario(network, people, **keys)

    def ran(self, scenario, *more, **how):
        output = self.folder / f"run_{self.next()}"
        result = machi.run("run", scenario, "-o", output, "--quiet", *more, **how)
        self.assertEqual(result.returncode, 0, result)
        return output

    def digest(self, run):
        return machi.run("digest", run).stdout.split()[0]

    def kpi(self, run):
        return json.loads((run / "kpi.json").read_text(encoding="utf-8"))["mobility"]

    def events(self, run):
        """The events that the program exports, as dictionaries."""
        path = run.with_suffix(".xml.gz")
        result = machi.run("export", run, "--to", "matsim-events", "-o", path, "--force")
        self.assertEqual(result.returncode, 0, result)
        with gzip.open(path) as file:
            return [dict(element.attrib) for element in xml.etree.ElementTree.parse(file).getroot()]

    def refusal(self, scenario, code):
        output = self.folder / "refused"
        result = machi.run("run", scenario, "-o", output)
        self.assertEqual(result.returncode, code, result)
        self.assertFalse(output.exists(), "nothing is left behind")
        return " ".join(machi.sentences(result))


class OneAnswer(Runs):
    def test_a_run_that_is_signalled_goes_on_to_the_same_end(self):
        scenario = self.street()
        expected = self.digest(self.ran(scenario))
        output = self.folder / f"run_{self.next()}"
        with subprocess.Popen([os.environ["MACHI"], "run", scenario, "-o", output, "--quiet", "--checkpoint-every",
                               "60s"], stderr=subprocess.PIPE, text=True) as run:
            while not (output / "checkpoints/LATEST").exists() and run.poll() is None:
                time.sleep(0.002)
            run.send_signal(signal.SIGUSR1)
            _, said = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 75, said)
        self.assertFalse((output / "result.h5").exists())
        result = machi.run("resume", output, "--quiet", "--checkpoint-every", "never", ranks=2)
        self.assertEqual(result.returncode, 0, result)
        self.assertEqual(self.digest(output), expected)

    def test_the_seed_shows(self):
        digests = {self.digest(self.ran(self.street(), "--set", f"scenario.seed={seed}")) for seed in (1, 2)}
        self.assertEqual(len(digests), 2)


class Figures(Runs):
    def test_add_up(self):
        run = self.ran(self.street())
        kpi, events = self.kpi(run), self.events(run)
        kinds = collections.Counter(event["type"] for event in events)
        self.assertEqual(kpi["persons"], 60)
        self.assertEqual((kpi["trips"], kpi["arrived"], kpi["stuck"]), (180, 180, 0))
        self.assertEqual(kinds["departure"], 180)
        self.assertEqual(kinds["vehicle enters traffic"], kinds["vehicle leaves traffic"])
        self.assertAlmostEqual(kpi["vehicle_km"], 0.1 * kinds["entered link"])
        self.assertEqual(kinds["left link"], kinds["entered link"])
        times = [float(event["time"]) for event in events]
        self.assertEqual(times, sorted(times))
        self.assertEqual({event["person"] for event in events if "person" in event}, {f"p&{k}" for k in range(60)})

    def test_who_is_under_way_at_the_end_did_not_arrive(self):
        kpi = self.kpi(self.ran(self.street(), "--set", "scenario.end_s=21650"))
        self.assertGreater(kpi["stuck"], 0)
        self.assertEqual(kpi["arrived"] + kpi["stuck"], kpi["trips"])

    def test_events_can_be_left_out(self):
        full, bare = self.ran(self.street()), self.ran(self.street(events="false"))
        self.assertEqual(self.kpi(full), self.kpi(bare))
        self.assertEqual(self.events(bare), [])


class Refusals(Runs):
    def test_name_file_and_line_or_key(self):
        network = written(self.folder, "n.xml", row_of_streets())
        people = written(self.folder, "p.xml", commuters(1))
        apart = written(self.folder, "apart.xml", row_of_streets().replace('from="n3" to="n4"', 'from="n4" to="n4"'))
        self.assertIn("no way leads from link 'f0' to link 'f7' by mode 'car'. Join the parts of the network",
                      self.refusal(self.scenario(apart, people), 3))
        self.assertIn("'boat' is a mode of no link of the network. Name one of: car",
                      self.refusal(self.scenario(network, people, network_modes="[boat]"), 2))
        ride = written(self.folder, "ride.xml", commuters(1).replace('"walk"', '"ride"'))
        self.assertIn("ride.xml:3: person 'p&0': a leg of mode 'ride' is not driven on the network and has no travel time.",
                      self.refusal(self.scenario(network, ride), 3))
        self.assertIn("mobility.dt_s: 0.3 s does not divide a second.",
                      self.refusal(self.scenario(network, people, dt_s=0.3), 2))
        both = written(self.folder, "both.yaml", self.scenario(network, people).read_text("utf-8") + "evacuation: {}\n")
        self.assertIn("several processes meet in the buildings of a city. Give city.file", self.refusal(both, 2))

    def test_other_results_are_not_exported(self):
        result = machi.run("export", self.folder, "-o", self.folder / "x.xml")
        self.assertEqual(result.returncode, 3)
        self.assertIn("holds no run that has ended", machi.sentences(result)[-1])


def normal(event):
    """An event without what its form alone decides."""
    skipped = {"time", "x", "y", "relativePosition", "distance"}
    kept = tuple(sorted((key, value) for key, value in event.items() if key not in skipped))
    places = tuple(round(float(event.get(key, 0)), 3) for key in ("x", "y", "relativePosition", "distance"))
    return round(float(event["time"]), 3), kept, places


@unittest.skipUnless(REFERENCE.exists(), "no shared data")
class ReferenceEvents(Runs):
    """The files of MATSim's Rust port; their order within a second is not compared."""

    CASES = {
        "equil": ("equil/equil-network.xml", "assets/equil/equil-1-plan.xml", "equil/equil-vehicles.xml",
                  "equil/expected_events.xml", {"routing": "free_speed", "access": "walk"}),
        "equil, its network routes": ("equil/equil-network.xml", "assets/equil/equil-1-plan.xml",
                                      "equil/equil-vehicles.xml", "equil/expected_events_simulate_network_route.xml",
                                      {"routing": "free_speed", "access": "walk"}),
        "equil, tenths of a second": ("equil/equil-network.xml", "assets/equil/equil-1-plan.xml",
                                      "equil/equil-vehicles.xml", "equil/expected_events_10_ticks.xml",
                                      {"routing": "free_speed", "access": "walk", "dt_s": 0.1}),
        "equil, teleported network routes": (
            "equil/equil-network.xml", "tests/resources/equil/equil-1-plan-network.xml", "equil/equil-vehicles.xml",
            "equil/expected_events_teleport_network_route.xml", {"network_modes": "[]"}),
        "equil, teleported generic routes": (
            "equil/equil-network.xml", "tests/resources/equil/equil-1-plan-generic.xml", "equil/equil-vehicles.xml",
            "equil/expected_events_teleport_generic_route.xml", {"network_modes": "[]"}),
        "3-links": ("3-links/3-links-network.xml", "assets/3-links/1-agent-full-leg.xml", "3-links/vehicles.xml",
                    "3-links/expected_events.xml", {"access": "walk"}),
        "pt_tutorial": ("pt_tutorial/multimodalnetwork.xml", "assets/pt_tutorial/plans_1.xml.gz",
                        "pt_tutorial/vehicles.xml", "pt_tutorial/expected_events.xml", {}),
    }

    def prepared(self, network, people, vehicles, keys):
        return self.scenario(REFERENCE / "assets" / network, REFERENCE / people,
                             vehicles_file=f"'{REFERENCE / 'assets' / vehicles}'", **keys)

    def test_are_reproduced_on_any_ranks(self):
        for name, (network, people, vehicles, expected, keys) in self.CASES.items():
            root = xml.etree.ElementTree.parse(REFERENCE / "tests/resources" / expected).getroot()
            wanted = collections.Counter(normal(element.attrib) for element in root)
            scenario = self.prepared(network, people, vehicles, keys)
            for ranks in (1, 2, 4):
                with self.subTest(case=name, ranks=ranks):
                    events = self.events(self.ran(scenario, ranks=ranks))
                    got = collections.Counter(map(normal, events))
                    self.assertEqual(sorted((wanted - got).elements()), [], "missing")
                    self.assertEqual(sorted((got - wanted).elements()), [], "not in the reference")
                    self.assertGreater(len(events), 10)

    def test_a_driven_mode_needs_a_route_of_links(self):
        scenario = self.prepared("equil/equil-network.xml", "tests/resources/equil/equil-1-plan-generic.xml",
                                 "equil/equil-vehicles.xml", {})
        self.assertIn("equil-1-plan-generic.xml:20: person '1': mode 'car' is driven on the network, but the route has no "
                      "links.", self.refusal(scenario, 3))

    def test_a_hundred_and_more_trips_all_arrive(self):
        scenario = self.prepared("equil/equil-network.xml", "assets/equil/equil-plans.xml.gz", "equil/equil-vehicles.xml",
                                 {})
        digests = set()
        for ranks in (1, 2):
            run = self.ran(scenario, ranks=ranks)
            kpi = self.kpi(run)
            self.assertEqual((kpi["persons"], kpi["trips"], kpi["stuck"]), (100, 201, 0))
            digests.add(self.digest(run))
        self.assertEqual(len(digests), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
