"""Days one after the other as a user starts them: the equilibrium of two routes, what is written, and what is refused. That
ranks and threads do not show is in digest_test.py."""
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

import machi

SCENARIO = pathlib.Path(machi.SOURCE, "scenarios/two_routes")


def town(side=6):
    """Streets of both directions between the corners of a grid; every third one is slow, and all let few cars through."""
    nodes = "".join(f'<node id="{x}_{y}" x="{400 * x}" y="{400 * y}"/>' for x in range(side) for y in range(side))
    links = ""
    for x in range(side):
        for y in range(side):
            for dx, dy in ((1, 0), (0, 1)):
                u, v = x + dx, y + dy
                if u < side and v < side:
                    for a, b in (((x, y), (u, v)), ((u, v), (x, y))):
                        links += (f'<link id="{a[0]}_{a[1]}-{b[0]}_{b[1]}" from="{a[0]}_{a[1]}" to="{b[0]}_{b[1]}" '
                                  f'length="400" freespeed="{6 if (x + y) % 3 == 0 else 12}" capacity="400" '
                                  'permlanes="1" modes="car"/>')
    return f'<network><nodes>{nodes}</nodes><links capperiod="01:00:00">{links}</links></network>'


def people(count=240, side=6):
    """From the west to the east and back, with a stop for lunch on foot, and some who take a bus that nobody drives."""
    text = ""
    for k in range(count):
        y, z = k % (side - 1), (k // side) % (side - 1)
        home, work = f"0_{y}-0_{y + 1}", f"{side - 1}_{z}-{side - 1}_{z + 1}"
        mode = "bus" if k % 20 == 7 else "car"
        bus = '<route type="generic" trav_time="00:20:00" distance="2500"/>' if mode == "bus" else ""
        text += f"""<person id="p{k}"><plan selected="yes">
<activity type="home" link="{home}" x="-{k % 90}" y="{400 * y + k}" end_time="07:{k % 20:02d}:00"/><leg mode="{mode}">{bus}</leg>
<activity type="work" link="{work}" x="{400 * side - 350}" y="{400 * z}" end_time="12:00:00"/><leg mode="walk"/>
<activity type="lunch" link="{work}" x="{400 * side}" y="{400 * z + 300}" max_dur="00:30:00"/><leg mode="walk"/>
<activity type="work" link="{work}" x="{400 * side - 350}" y="{400 * z}" end_time="16:{k % 15:02d}:00"/><leg mode="{mode}">{bus}</leg>
<activity type="home" link="{home}" x="-{k % 90}" y="{400 * y + k}"/></plan></person>
"""
    return f"<population>{text}</population>"


REPLANNING = """  replanning: {max_iterations: 6, within_day: 0.2, reroute_weight: 0.4, time_weight: 0.3, mode_weight: 0.4, plans: 3,
               mode_law: nested, nest: [walk, bicycle], innovation_until: 0.7, selector: select_exp_beta}
  scoring:
    modes: [{name: car, constant: -0.5, distance_1_km: -0.2}, {name: bicycle, travelling_1_h: -4}]
    activities: [{name: work, typical_s: 28800, opening_s: 25200, closing_s: 64800, latest_start_s: 28800}]
"""


class Runs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        cls.count = 0
        (cls.folder / "network.xml").write_text(town(), encoding="utf-8")
        (cls.folder / "people.xml").write_text(people(), encoding="utf-8")

    def scenario(self, more="", replanning=REPLANNING):
        path = self.folder / f"scenario_{len(list(self.folder.iterdir()))}.yaml"
        path.write_text(f"scenario: {{end_s: 100000}}\nmobility:\n  network_file: network.xml\n  population_file: people.xml\n"
                        f"  bin_s: 300\n{more}{replanning}", encoding="utf-8")
        return path

    def ran(self, scenario, *more, **how):
        output = self.folder / f"run_{len(list(self.folder.iterdir()))}"
        result = machi.run("run", scenario, "-o", output, "--quiet", *more, **how)
        self.assertEqual(result.returncode, 0, result)
        return output

    def digest(self, run):
        return machi.run("digest", run).stdout.split()[0]

    def kpi(self, run):
        return json.loads((run / "kpi.json").read_text(encoding="utf-8"))["mobility"]


class OneAnswer(Runs):
    def test_half_seconds(self):
        scenario = self.scenario("  dt_s: 0.5\n")
        one, four = (self.ran(scenario, "--threads", threads, "--cut", cut, ranks=ranks)
                     for ranks, threads, cut in ((1, 1, "weighted"), (2, 2, "even")))
        self.assertEqual(self.digest(one), self.digest(four))

    def test_what_is_written_is_read_back(self):
        run = self.ran(self.scenario())
        again = self.ran(run / "used.yaml")
        self.assertEqual(self.digest(run), self.digest(again))
        other = self.ran(self.scenario(), "--set", "mobility.replanning.within_day=0")
        self.assertNotEqual(self.digest(run), self.digest(other))


class StartRoutes(Runs):
    """Of equilibria: one answer, with and without days that people learn from."""
    START = "  start_routes: {method: equilibrium, slice_s: 1200, relative_gap: 1e-6}\n"

    def test_any_ranks_threads_and_a_run_that_was_left(self):
        learning = self.scenario(self.START, "  replanning: {max_iterations: 2, reroute_weight: 0.4}\n")
        for scenario, every_s in ((self.scenario(self.START, ""), 30000), (learning, 125000)):
            first = self.ran(scenario, "--threads", 1)
            digests = {self.digest(first)}
            for ranks, threads in ((1, 2), (2, 1), (4, 2)):
                digests.add(self.digest(self.ran(scenario, "--threads", threads, ranks=ranks)))
            left = machi.left_at_its_oldest_checkpoint(self.ran(scenario, "--checkpoint-every", f"{every_s}s", ranks=2))
            self.assertEqual(machi.run("resume", left, "--quiet").returncode, 0)
            digests.add(self.digest(left))
            self.assertEqual(len(digests), 1)
            kpi = self.kpi(first)
            self.assertEqual((kpi["stuck"], kpi["start_routes"]["trips"]), (0, 456))
            self.assertLessEqual(kpi["start_routes"]["relative_gap"], 1e-6)
            self.assertEqual(kpi["beckmann_objective"], kpi["start_routes"]["beckmann_objective"])
            self.assertIn("Start routes of 456 trips by mode car in", (first / "log.txt").read_text(encoding="utf-8"))

    def test_differ_from_those_of_free_speed_and_leave_given_ones(self):
        free = self.ran(self.scenario(replanning=""))
        drawn = self.ran(self.scenario(self.START, ""))
        self.assertNotEqual(self.digest(free), self.digest(drawn))
        self.assertLess(self.kpi(drawn)["mean_travel_time_s"], self.kpi(free)["mean_travel_time_s"])
        self.assertNotIn("start_routes", self.kpi(free))
        given = '<population><person id="p"><plan><activity type="a" link="0_0-0_1" end_time="0"/><leg mode="car">'
        given += '<route type="links">0_0-0_1 0_1-0_2 0_2-1_2</route></leg><activity type="b" link="0_2-1_2"/></plan></person></population>'
        (self.folder / "given.xml").write_text(given, encoding="utf-8")
        runs = [self.ran(self.scenario(more, ""), "--set", "mobility.population_file=given.xml") for more in ("", self.START)]
        self.assertEqual(self.digest(runs[0]), self.digest(runs[1]))
        self.assertIn("unknown key mobility.start_routes.methd. Did you mean 'method'?", machi.run(
            "run", self.scenario("  start_routes: {methd: equilibrium}\n"), "-o", self.folder / "no").stderr)


class Figures(Runs):
    def test_of_the_last_day_agree(self):
        run = self.ran(self.scenario("  access: walk\n"))
        kpi = self.kpi(run)
        self.assertEqual((kpi["persons"], kpi["trips"], kpi["arrived"], kpi["stuck"]), (240, 960, 960, 0))
        self.assertAlmostEqual(sum(kpi["mode_share"].values()), 1)
        self.assertGreater(kpi["mode_share"]["bicycle"], 0)
        self.assertAlmostEqual(kpi["mode_share"]["bus"], 24 / 960, msg="who takes the bus keeps to it")
        self.assertEqual(kpi["iterations"], 6)
        self.assertTrue(0 <= kpi["relative_gap"] < 0.2, kpi)
        exported = run.with_suffix(".xml")
        self.assertEqual(machi.run("export", run, "--to", "matsim-events", "-o", exported).returncode, 0)
        events = exported.read_text(encoding="utf-8")
        self.assertEqual(events.count('type="arrival"'), events.count('type="departure"'))
        self.assertIn('legMode="bicycle"', events)

    def test_a_plan_that_nobody_changes_stays(self):
        bare = self.ran(self.scenario(replanning=""))
        one = self.ran(self.scenario(replanning="  replanning: {}\n"))
        self.assertEqual(self.kpi(bare)["tstt"], self.kpi(one)["tstt"])
        for key in ("relative_gap", "score"):
            self.assertIsNotNone(self.kpi(one)[key])


class Modes(Runs):
    """One tour by a mode drawn anew: shares are those of the logit of times that are worked out here."""
    PERSONS, BEELINE_M = 500, 2000

    def settlers(self):
        stay = '<activity type="{}" link="{}" x="{}" y="0"{}/>'
        text = "".join(f'<person id="{k}"><plan selected="yes">'
                       + stay.format("home", "0_0-0_1", 0, f' end_time="{6 + k // 60:02d}:{k % 60:02d}:00"') + '<leg mode="car"/>'
                       + stay.format("work", "5_0-5_1", self.BEELINE_M, ' max_dur="01:00:00"') + '<leg mode="car"/>'
                       + stay.format("home", "0_0-0_1", 0, "") + "</plan></person>\n" for k in range(self.PERSONS))
        return f"<population>{text}</population>"

    def shares(self, law, more=""):
        return self.kpi(self.ran(self.scenario(more, replanning=f"""  replanning: {{max_iterations: 1, select_weight: 0, time_weight: 0,
               reroute_weight: 0, mode_weight: 1, plans: 1, innovation_until: 1, mode_scale: 0.2, {law}}}
  scoring: {{modes: [{{name: bicycle, constant: 2, travelling_1_h: -3}}]}}
"""), "--set", f"mobility.population_file={self.folder}/settlers.xml", "--set", "mobility.events=false"))["mode_share"]

    def test_are_those_of_the_logit(self):
        (self.folder / "settlers.xml").write_text(self.settlers(), encoding="utf-8")
        alone = self.scenario(replanning="")
        car_s = self.kpi(self.ran(alone, "--set", f"mobility.population_file={self.folder}/settlers.xml"))["mean_travel_time_s"]
        way_m = 1.3 * self.BEELINE_M
        # Of a fleet that nobody has called yet half of its promises are expected: of a wait of 300 s, of a ride that takes
        # 1.8 times the direct one and 120 s more.
        utility = {"shuttle": 2 * -12 / 3600 * (150 + 1.4 * car_s + 60),
                   "car": 2 * -12 / 3600 * car_s, "walk": 2 * -12 / 3600 * way_m / (3 / 3.6),
                   "bicycle": 2 * (2 - 9 / 3600 * way_m / (15 / 3.6))}
        weight = {mode: math.exp(0.2 * v) for mode, v in utility.items()}
        called = {mode: w / sum(weight.values()) for mode, w in weight.items()}
        del weight["shuttle"]
        flat = {mode: w / sum(weight.values()) for mode, w in weight.items()}
        slow = sum(math.exp(3 * 0.2 * utility[mode]) for mode in ("walk", "bicycle"))
        nest = slow ** (1 / 3)
        nested = {mode: nest / (nest + weight["car"]) * math.exp(3 * 0.2 * utility[mode]) / slow for mode in ("walk", "bicycle")}
        shuttle = "  fleets: [{name: shuttle, vehicles: 20, max_wait_s: 300, detour_factor: 1.8, detour_s: 120}]\n"
        for law, wanted, more in (("mode_law: multinomial", flat, ""),
                                  ("mode_law: nested, nest: [walk, bicycle], nest_scale: 3", nested, ""),
                                  ("modes: [car, walk, bicycle, shuttle]", called, shuttle)):
            got = self.shares(law, more)
            for mode, share in wanted.items():
                allowed = 3 * math.sqrt(share * (1 - share) / self.PERSONS)
                self.assertLess(abs(got.get(mode, 0) - share), allowed, (law, mode, got, wanted))


class Counts(Runs):
    def test_of_the_run_itself_fit(self):
        bare = self.scenario(replanning="")
        first = self.ran(bare)
        links = {}
        exported = first.with_suffix(".xml")
        machi.run("export", first, "--to", "matsim-events", "-o", exported)
        times = {}
        for event in xml.etree.ElementTree.parse(exported).getroot():
            if event.get("type") == "entered link":
                times[event.get("vehicle")] = float(event.get("time"))
            elif event.get("type") in ("left link", "vehicle leaves traffic") and event.get("vehicle") in times:
                entered = times.pop(event.get("vehicle"))
                if 7 * 3600 <= entered < 8 * 3600:
                    links[event.get("link")] = links.get(event.get("link"), 0) + 1
        rows = "".join(f"{link},07:00,08:00,{2 * count}\n" for link, count in sorted(links.items()))
        (self.folder / "counts.csv").write_text("link,from,to,vehicles\n" + rows, encoding="utf-8")
        counted = f"mobility.counts_file={self.folder}/counts.csv"
        fits = [self.kpi(self.ran(bare, "--set", counted, "--set", "mobility.counts_factor=2", ranks=ranks))["counts"]
                for ranks in (1, 2)]
        self.assertEqual(fits[0], {"counts": len(links), "geh_below_5": 1, "r2": 1, "scale": 1})
        self.assertEqual(fits[0], fits[1])

    def test_name_file_and_line(self):
        for text, said in (("link,from,to\n", "counts.csv:1: has no column 'vehicles'"),
                           ("link,from,to,vehicles\nx,7:00,8:00,3\n", "counts.csv:2: link 'x' is not in the network"),
                           ("link,from,to,vehicles\n0_0-0_1,8:00,7:00,3\n", "counts.csv:2: `to` is not after `from`"),
                           ("link,from,to,vehicles\n0_0-0_1,7:00,7:01,3\n", "counts.csv:2: the time is not one of whole bins"),
                           ("link,from,to,vehicles\n0_0-0_1,7:00,8:00,many\n", "counts.csv:2: 'many' is no number")):
            (self.folder / "counts.csv").write_text(text, encoding="utf-8")
            result = machi.run("run", self.scenario("  counts_file: counts.csv\n", ""), "-o", self.folder / "refused")
            self.assertEqual(result.returncode, 3, result)
            self.assertIn(said, " ".join(machi.sentences(result)))


class TwoRoutes(Runs):
    def test_share_the_delay(self):
        subprocess.run([sys.executable, SCENARIO / "compare.py", "--machi", os.environ["MACHI"], "--work", self.folder / "two"],
                       check=True)


class Refusals(Runs):
    def refusal(self, text):
        result = machi.run("run", self.scenario(replanning=text), "-o", self.folder / "refused")
        self.assertEqual(result.returncode, 2, result)
        return " ".join(machi.sentences(result))

    def test_name_the_key(self):
        self.assertIn("unknown key mobility.replanning.max_iteration. Did you mean 'max_iterations'?",
                      self.refusal("  replanning: {max_iteration: 3}\n"))
        self.assertIn("unknown key mobility.replaning. Did you mean 'replanning'?", self.refusal("  replaning: {}\n"))
        self.assertIn("'hover' is neither driven nor has a speed",
                      self.refusal("  replanning: {max_iterations: 1, modes: [car, hover]}\n"))
        self.assertIn("mobility.replanning.nest: 'train' is not among mobility.replanning.modes",
                      self.refusal("  replanning: {nest: [train]}\n"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
