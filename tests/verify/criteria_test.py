"""The criteria judge made-up runs as they should, good ones and bad ones."""
import json
import pathlib
import random
import tempfile
import unittest

import criteria
import laws
import runs as results
import validate
from cases import CASES, MODELS, read_bins
from runs import Run


def person(number=0, **known):
    blank = dict.fromkeys(("class", "departure_s", "time_s", "destination"))
    fate = "safe" if known.get("time_s") is not None else "walking"
    return {"id": float(number), "fate": fate, **blank, **known}


def run(lines=None, measures=None, persons=(), variant=None, seed=1, **evacuation):
    return Run(variant or {"name": "one"}, seed, {"lines": {k: {"times_s": v} for k, v in (lines or {}).items()},
                                                  "measures": measures or {}, **evacuation}, persons, {"dt_s": 0.05})


def ring(name, density, speed, **more):
    return run(variant={"name": name, "density_1_m2": density, "density_1_m": density},
               measures={"all": {"density_1_m2": density, "speed_ahead_m_s": speed, **more}})


class Laws(unittest.TestCase):
    def test_weidmann_gives_the_published_table(self):
        for density, speed in ((0.5, 1.298), (1, 1.058), (2, 0.606), (3, 0.331), (5, 0.037)):
            self.assertAlmostEqual(laws.weidmann(density), speed, places=3)

    def test_single_file_ends_at_contact(self):
        self.assertEqual(laws.single_file(1 / 0.4, 1.3, 0.5, 0.2), 0)
        self.assertEqual(laws.single_file(0.1, 1.3, 0.5, 0.2), 1.3)
        self.assertAlmostEqual(laws.single_file(1, 1.3, 0.5, 0.2), 1.2)

    def test_a_table_is_read_in_straight_lines(self):
        table = ((1, 4.0), (2, 2.0), (4, 1.0))
        for x, y in ((0.5, 4), (1, 4), (1.5, 3), (2, 2), (3, 1.5), (4, 1), (9, 1)):
            self.assertAlmostEqual(laws.between(table, x), y)

    def test_smoke_slows_down(self):
        self.assertEqual(laws.smoke_factor("fds_evac", 0), 1)
        self.assertAlmostEqual(laws.smoke_factor("fds_evac", 0.706), 0.943)
        self.assertEqual(laws.smoke_factor("fds_evac", 50), 0.1)
        self.assertAlmostEqual(laws.smoke_factor("fridolf", 1), 0.6)

    def test_clean_air_has_no_dose(self):
        self.assertEqual(laws.dose_per_s(0, 0, 20.9, 0), 0)
        self.assertAlmostEqual(laws.dose_per_s(3000, 0, 20.9, 0) * 60 / 1.0411, 2.764e-5 * 3000**1.036, places=4)
        self.assertGreater(laws.dose_per_s(0, 0, 15, 0), 0)

    def test_kolmogorov_smirnov_tells_uniform_from_not(self):
        draws = random.Random(1)
        even = [draws.uniform(0.97, 1.62) for _ in range(1000)]
        self.assertGreater(laws.kolmogorov_smirnov_p(even, laws.uniform(0.97, 1.62)), 0.01)
        bent = [0.97 + 0.65 * draws.random()**1.3 for _ in range(1000)]
        self.assertLess(laws.kolmogorov_smirnov_p(bent, laws.uniform(0.97, 1.62)), 0.01)
        grid = [(k + 0.5) / 1000 for k in range(1000)]
        self.assertGreater(laws.kolmogorov_smirnov_p(grid, laws.uniform(0, 1)), 0.999)


class Criteria(unittest.TestCase):
    def judge(self, good, bad):
        self.assertTrue(good.passed, good)
        self.assertFalse(bad.passed, bad)

    def test_times(self):
        self.judge(criteria.time_from_rest([run({"to": [30.1]})], 26, 34), criteria.time_from_rest([run({"to": [35]})], 26, 34))
        self.assertFalse(criteria.time_from_rest([run({"to": []})], 26, 34).passed)
        at = lambda end: [run({"from": [4.0], "to": [end]})]
        self.judge(criteria.time_at_full_speed(at(44.05), 40), criteria.time_at_full_speed(at(44.11), 40))
        self.judge(criteria.time_ratio(at(14.4), 10), criteria.time_ratio(at(15), 10))
        self.assertFalse(criteria.time_ratio([run({"from": [], "to": []})], 10).passed)

    def test_stated_diagram(self):
        law = lambda r: laws.weidmann(r.variant["density_1_m2"], 1.3)
        good = [ring(str(d), d, law(ring("", d, 0)) * 1.09) for d in (0.5, 1, 2)]
        self.judge(criteria.stated_diagram(good, law), criteria.stated_diagram([*good, ring("3", 3, 0.5)], law))
        own = ring("1", 1, 0.5, stated_speed_m_s=0.52)
        self.assertTrue(criteria.stated_diagram([own], law).passed, "what the run states counts first")
        self.assertFalse(criteria.stated_diagram([ring("1", 1, 0.5)], lambda r: None).passed)

    def test_steps_after_departure(self):
        people = lambda moved=None: [run(persons=[person(departure_s=10, first_moved_s=moved)])]
        self.judge(criteria.steps_after_departure(people(10.05)), criteria.steps_after_departure(people(10.11)))
        self.assertFalse(criteria.steps_after_departure(people()).passed)

    def test_positions_outside(self):
        self.judge(criteria.positions_outside([run(positions_outside=0)] * 2),
                   criteria.positions_outside([run(positions_outside=0), run(positions_outside=1)]))

    def test_drawn_uniformly(self):
        def drawn(values):
            return [run(variant={"name": "a", "low_m_s": 1, "high_m_s": 2}, persons=[person(free_speed_m_s=v) for v in values])]
        even = [1 + (k + 0.5) / 500 for k in range(500)]
        check = lambda values: criteria.drawn_uniformly(drawn(values), "free_speed_m_s", "low_m_s", "high_m_s")
        self.judge(check(even), check([*even, 2.1]))
        self.assertFalse(check([1.5] * 500).passed)

    def test_exits_halved(self):
        def pair(all_s, half_s):
            return [run(variant={"name": name}, seed=seed, persons=[person(time_s=t)])
                    for name, t in (("four", all_s), ("two", half_s)) for seed in (1, 2)]
        self.judge(criteria.exits_halved(pair(100, 205), 1.8, 2.2), criteria.exits_halved(pair(100, 170), 1.8, 2.2))
        self.assertFalse(criteria.exits_halved(pair(100, None), 1.8, 2.2).passed)

    def test_exits_used(self):
        going = lambda *ends: [run(persons=[person(time_s=1.0, destination=d, **{"class": a}) for d, a in ends])]
        self.judge(criteria.assigned_exit_used(going(("a", "a"), ("b", "b"))),
                   criteria.assigned_exit_used(going(("a", "a"), ("a", "b"))))
        near = [("exit_1", None)] * 6 + [("exit_2", None)] * 4
        self.judge(criteria.near_exit_preferred(going(*near)), criteria.near_exit_preferred(going(*near[:6])))
        self.assertFalse(criteria.near_exit_preferred(going(*near[4:])).passed)
        self.judge(criteria.other_exit_used(going(("exit_2", None))), criteria.other_exit_used(going(*near)))

    def test_bottleneck_holds_back(self):
        def rooms(ahead_s, density):
            times = [float(k) for k in range(100)]
            return [run({"bottleneck": times, "last_exit": [t * ahead_s + 5 for t in times]},
                        {"room_2": {"by_second": {"density_1_m2": [0, density, 0.2]}}})]
        self.judge(criteria.bottleneck_holds_back(rooms(1, 1.5)), criteria.bottleneck_holds_back(rooms(1, 2.5)))
        self.assertFalse(criteria.bottleneck_holds_back(rooms(1.2, 1.5)).passed)

    def test_jam_grows(self):
        def jam(out_1_s, rise):
            seconds = list(range(200))
            return [run({"before_foot": [0.5 * k for k in range(150)], "foot": [10 + k / out_1_s for k in range(150)]},
                        {"foot_area": {"by_second": {"second": seconds, "density_1_m2": [1 + rise * s for s in seconds]}}})]
        self.judge(criteria.jam_grows(jam(1.0, 0.01), 0.05), criteria.jam_grows(jam(2.0, 0.01), 0.05))
        self.assertFalse(criteria.jam_grows(jam(1.0, -0.01), 0.05).passed)
        self.assertFalse(criteria.jam_grows([run({"before_foot": [], "foot": [1.0]})], 0.05).passed)

    def test_orders(self):
        def ways(short_s, corner_s, long_s):
            return [run(persons=[person(**{"class": name}, time_s=t)
                                 for name, t in (("short", short_s), ("corner", corner_s), ("long", long_s))])]
        self.judge(criteria.longer_way_takes_longer(ways(1, 2, 3)), criteria.longer_way_takes_longer(ways(1, 3, 2)))
        self.assertFalse(criteria.longer_way_takes_longer(ways(1, None, 3)).passed)
        against = lambda *ends: [run(variant={"name": n}, persons=[person(**{"class": "there"}, time_s=t)])
                                 for n, t in zip(("0", "10", "50", "100"), ends)]
        self.judge(criteria.counterflow_delays(against(20, 21, 30, 40)), criteria.counterflow_delays(against(20, 21, 40, 40)))

    def test_flows(self):
        out = lambda pace: [run(persons=[person(time_s=pace * (k + 1)) for k in range(100)])]
        self.judge(criteria.mean_flow(out(0.8), 1.33), criteria.mean_flow(out(0.7), 1.33))
        self.assertFalse(criteria.mean_flow([run(persons=[person(time_s=1.0), person()])], 1.33).passed)
        self.judge(criteria.flow_falls([ring("1.75", 1.75, 0.7), ring("4", 4, 0.15)], "4", "1.75", 0.8),
                   criteria.flow_falls([ring("1.75", 1.75, 0.7), ring("4", 4, 0.3)], "4", "1.75", 0.8))
        through = lambda pace, end: [run({"door": [pace * k for k in range(76)]}, variant={"name": "a", "measured_1_s": 1.16},
                                         persons=[person(time_s=end)])]
        self.judge(criteria.measured_flow(through(1 / 1.16, 70), 0.85, 1.15), criteria.measured_flow(through(1, 70), 0.9, 1.1))
        self.assertFalse(criteria.measured_flow(through(1 / 1.16, None), 0.85, 1.15).passed, "stuck persons fail it")

    def test_steady_flow_leaves_out_the_ends(self):
        times = [0.0] * 10 + [100 + k for k in range(80)] + [1000.0] * 10
        self.assertAlmostEqual(results.steady_flow_1_s(times), 80 / 179, places=2)
        self.assertEqual(results.steady_flow_1_s([]), 0)

    def test_smoke_and_gases(self):
        def smoke(ratio):
            time_s = 80 / (1.25 * 0.6 * ratio)
            return [run({"from": [5.0], "to": [5 + time_s]}, variant={"name": "a", "law": "fridolf", "extinction_1_m": 1})]
        self.judge(criteria.speed_in_smoke(smoke(1.01), 1.25, 80, 0.98, 1.02), criteria.speed_in_smoke(smoke(0.97), 1.25, 80, 0.98, 1.02))
        gases = {"co_ppm": 3000, "co2_percent": 3, "o2_percent": 15, "hcn_ppm": 0}
        exact_s = 1 / laws.dose_per_s(**gases)
        overcome = lambda t: [run(variant={"name": "a", **gases}, persons=[person(walked_m=8 + 2 * t)])]
        self.judge(criteria.incapacitation(overcome(exact_s + 0.04), 2, 8), criteria.incapacitation(overcome(exact_s + 0.2), 2, 8))

    def test_diagrams(self):
        bins = {0.5: (1.4, 0.1), 2.0: (0.6, 0.1)}
        good = [ring("0.5", 0.5, 1.3), ring("2", 2.0, 0.7)]
        judged = lambda runs: criteria.measured_diagram(runs, bins, "density_1_m2", 1.5)
        self.judge(judged(good), judged([good[0], ring("2", 2.0, 0.8)]))
        self.assertIn("no run at 2", judged(good[:1]).note)
        slow_and_fast = [ring("2", 2.0, good[1].speed_m_s() + by) for by in (-1, 1)]
        self.assertTrue(judged([good[0], *slow_and_fast]).passed, "seeds count by their mean")
        right = [ring(str(d), d, laws.weidmann(d)) for d in (0.5, 2)]
        self.judge(criteria.formula_diagram(right, 0.05), criteria.formula_diagram([ring("1", 1, 1.2)], 0.05))

    def test_reach(self):
        road = lambda time_s, arrivals: [run({"almost": [time_s]}, persons=[person(time_s=a) for a in arrivals])]
        self.judge(criteria.reach(road(2459.0, [2459.5, None])), criteria.reach(road(2459.0, [None, None])))
        self.assertFalse(criteria.reach(road(2458.0, [2459.5, None])).passed)


class Cases(unittest.TestCase):
    def test_every_case_has_its_scenario_and_the_other_way_round(self):
        root = validate.SOURCE / "scenarios/validation"
        self.assertEqual({case.folder for case in CASES}, {path.name for path in root.iterdir() if path.is_dir()})
        for case in CASES:
            plan = json.loads((root / case.folder / "variants.json").read_text(encoding="utf-8"))
            names = [variant["name"] for variant in plan["variants"]]
            self.assertEqual(len(names), len(set(names)), case.folder)
            self.assertTrue(set(case.gates) <= set(MODELS))

    def test_every_bin_has_its_variant(self):
        bins = read_bins(validate.SOURCE.parent / "shared/data")
        if not bins:
            self.skipTest("the measured diagrams are not there")
        for name, folder, key in (("UO", "juelich_uo", "density_1_m2"), ("BO", "juelich_bo", "density_1_m2"), ("1D", "juelich_1d", "density_1_m")):
            plan = json.loads((validate.SOURCE / "scenarios/validation" / folder / "variants.json").read_text(encoding="utf-8"))
            self.assertEqual({variant[key] for variant in plan["variants"]}, set(bins[name]))

    def test_a_run_is_read_from_its_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "kpi.json").write_text(json.dumps({"evacuation": {"lines": {"to": {"times_s": [3, 2]}}}}))
            pathlib.Path(folder, "persons.csv").write_text("id,class,fate,time_s,destination\n0,adult,safe,5.5,door\n1,adult,walking,,\n")
            pathlib.Path(folder, "used.yaml").write_text("people:\n  dt_s: 7\nevacuation:\n  model: \"density\"\n  dt_s: 0.5  # s, default\noutput:\n  dt_s: 8\n")
            loaded = Run.load(folder, {"name": "one"}, 1)
        self.assertEqual(loaded.times_s("to"), [2, 3])
        self.assertEqual(loaded.dt_s, 0.5)
        self.assertEqual(loaded.arrivals_s("adult"), [5.5])
        self.assertIsNone(loaded.last_arrival_s())
        self.assertEqual(loaded.arrived_at("door"), 1)

    def test_the_page_tells_gates_from_reports(self):
        gate = next(case for case in CASES if case.folder == "rimea_01")
        report = next(case for case in CASES if case.folder == "juelich_uo")
        table = [(gate, {model: criteria.Result("30", model != "density") for model in MODELS}),
                 (report, {"collision_free_speed_v2": criteria.Result("1.2", True), "social_force": criteria.Result("9", False, "jams")})]
        text = validate.page(table)
        self.assertIn("| pass 30 | pass 30 | pass 30 | **fail** 30 |", text)
        self.assertIn("|  | pass 1.2 | *fail 9* |  |", text)
        self.assertIn("- Juelich FD UO, social_force: jams", text)
        self.assertEqual(validate.failures(table), ["RiMEA 1, density"])

    def test_full_variants_are_left_out_and_fallbacks_tried(self):
        class Full(validate.Runner):
            def __init__(self):
                super().__init__("machi", "/tmp/none", 1)
                self.tried = []

            def start(self, folder, out, sets):
                self.tried.append(sets)
                return "machi: 9 persons do not fit" if len(self.tried) == 1 else "machi: broken"
        full = Full()
        self.assertIsNone(full.run("a", "density", {"name": "x", "set": [], "unless_full": True}, 1))
        full = Full()
        with self.assertRaises(validate.Failed):
            full.run("a", "density", {"name": "x", "set": [], "fallback": ["b.c=1"]}, 1)
        self.assertEqual(full.tried[1][0], "b.c=1")


if __name__ == "__main__":
    unittest.main(verbosity=2)
