"""Shared vehicles as a user starts them: what is written, what is refused. That ranks and threads do not show is in
digest_test.py."""
import json
import pathlib
import tempfile
import unittest

import machi
from choice_test import town


def people(count=120, side=6):
    """Half of them call a shuttle in the morning and again in the evening, the others drive."""
    text = ""
    for k in range(count):
        y, z = k % (side - 1), (k // side) % (side - 1)
        home, work = f"0_{y}-0_{y + 1}", f"{side - 1}_{z}-{side - 1}_{z + 1}"
        mode = "shuttle" if k % 2 else "car"
        text += f"""<person id="p{k}"><plan selected="yes">
<activity type="home" link="{home}" x="0" y="{400 * y}" end_time="07:{k % 20:02d}:00"/><leg mode="{mode}"/>
<activity type="work" link="{work}" x="{400 * side - 400}" y="{400 * z}" end_time="07:50:00"/><leg mode="{mode}"/>
<activity type="home" link="{home}" x="0" y="{400 * y}"/></plan></person>
"""
    return f"<population>{text}</population>"


FLEET = """  fleets:
    - name: shuttle
      vehicles: 12
      capacity: 4
      max_wait_s: 600
      detour_s: 600
"""


def scenario(extra=FLEET):
    return f"""scenario: {{start: "06:50", end_s: 20000}}
mobility:
  network_file: network.xml
  population_file: people.xml
{extra}"""


class Fleets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.folder.name)
        (cls.path / "network.xml").write_text(town(), encoding="utf-8")
        (cls.path / "people.xml").write_text(people(), encoding="utf-8")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def run_scenario(self, name, text, *more, **how):
        file = self.path / "scenario.yaml"
        file.write_text(text, encoding="utf-8")
        out = self.path / name
        return machi.run("run", file, "-o", out, "--force", "--quiet", *more, **how), out

    def kpi(self, out):
        return json.loads((out / "kpi.json").read_text(encoding="utf-8"))["mobility"]

    def digest(self, out):
        return machi.run("digest", out).stdout.split()[0]

    def test_sensible_figures(self):
        done, out = self.run_scenario("figures", scenario())
        self.assertEqual(done.returncode, 0, done.stderr)
        kpi = self.kpi(out)
        fleet = kpi["fleets"]["shuttle"]
        self.assertEqual(kpi["arrived"], 240)
        self.assertEqual(fleet["requests"], 120)
        self.assertEqual(fleet["served"] + fleet["rejected"], 120)
        self.assertGreater(fleet["served"], 60)
        self.assertGreater(fleet["mean_wait_s"], 0)
        self.assertLessEqual(fleet["mean_wait_s"], fleet["p95_wait_s"])
        self.assertGreaterEqual(fleet["mean_detour"], 1)
        self.assertGreater(fleet["shared_share"], 0)
        self.assertGreater(fleet["vehicle_km"], 0)
        self.assertAlmostEqual(fleet["pooling"], fleet["passenger_km"] / fleet["vehicle_km"], places=9)

    def test_stops_taxis_and_trips_by_share(self):
        stops = "      stops: [0_0-0_1, 0_3-0_4, 5_0-5_1, 5_3-5_4]\n"
        done, out = self.run_scenario("stops", scenario(FLEET + stops))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.kpi(out)["arrived"], 240)
        done, out = self.run_scenario("taxi", scenario(FLEET + "      mode: taxi\n"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.kpi(out)["fleets"]["shuttle"]["shared_share"], 0)
        taken = "      instead_of: [car]\n      share: 0.5\n      area: POLYGON ((-1 -1, 3000 -1, 3000 3000, -1 3000, -1 -1))\n"
        done, out = self.run_scenario("share", scenario(FLEET + taken))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater(self.kpi(out)["fleets"]["shuttle"]["requests"], 150)
        self.assertLess(self.kpi(out)["fleets"]["shuttle"]["requests"], 210)

    def test_is_chosen_by_who_is_better_off(self):
        """Days of choice with a fleet that stops here and there: one answer, and all trips are made."""
        choice = """      stops: [0_0-0_1, 0_2-0_3, 0_3-0_4, 5_0-5_1, 5_2-5_3, 5_3-5_4]
  replanning: {max_iterations: 4, mode_weight: 0.6, modes: [car, walk, shuttle], plans: 3, innovation_until: 0.8}
  scoring: {modes: [{name: car, constant: -4}, {name: shuttle, travelling_1_h: -3}], waiting_at_stop_1_h: -8}
"""
        digests = set()
        for ranks, threads in ((1, 1), (2, 2)):
            done, out = self.run_scenario(f"choice_{ranks}", scenario(FLEET + choice), "--threads", threads, ranks=ranks)
            self.assertEqual(done.returncode, 0, done.stderr)
            digests.add(self.digest(out))
        self.assertEqual(len(digests), 1)
        kpi = self.kpi(out)
        requests = kpi["fleets"]["shuttle"]["requests"]
        self.assertEqual(kpi["trips"], 240)
        self.assertGreater(requests, 20)
        self.assertLess(requests, 230)
        self.assertAlmostEqual(kpi["mode_share"]["shuttle"], requests / 240)
        again, out_again = self.run_scenario("again", (out / "used.yaml").read_text(encoding="utf-8"))
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(self.digest(out_again), digests.pop())

    def test_what_is_refused(self):
        for extra, says in (
            ("      depots: [nowhere]\n", "there is no link 'nowhere'"),
            ("      stops: [0_0-0_1]\n", "one stop leads nowhere"),
            ("      drives_on: bus\n", "'bus' is not among mobility.network_modes"),
            ("      service_from_s: 9000\n      service_to_s: 8000\n", "is not later than service_from_s"),
            ("      area: POINT (1 1)\n", "is not a POLYGON"),
            ("      capacity: 0\n", "capacity"),
            ("  dispatch_s: 7\n", "does not divide a minute"),
            ("    - name: shuttle\n", "two are called 'shuttle'"),
            ("    - name: car\n", "is a mode that people use themselves"),
        ):
            done, _ = self.run_scenario("refused", scenario(FLEET + extra))
            self.assertEqual(done.returncode, 2, f"{extra}{done.stderr}")
            self.assertIn(says, done.stderr)


if __name__ == "__main__":
    unittest.main()
