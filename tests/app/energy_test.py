"""A year of two rooms, as a user runs it: figures that add up, stops, and sentences for what is wrong. That ranks and threads
do not show is in digest_test.py."""
import json
import math
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import machi

SCENARIO = """
scenario: {title: two rooms}
energy:
  weather_file: made_up.epw
  warm_up_days: 5
  materials:
    - {name: brick, conductivity_W_mK: 0.6, density_kg_m3: 1600, heat_capacity_J_kgK: 850}
    - {name: foam, conductivity_W_mK: 0.04, density_kg_m3: 20, heat_capacity_J_kgK: 1400}
  constructions: [{name: wall, layers: [foam, brick], thickness_m: [0.06, 0.12]}, {name: inner, layers: [brick], thickness_m: [0.12]}]
  glazings: [{name: double, panes: 2}]
  systems: [{name: ac, heating: room_ac, cooling: room_ac, hot_water: gas}, {name: pump, heating: room_ac, cooling: room_ac, hot_water: heat_pump, cooking: electric}]
  outage_from: '08-10 12:00'
  outage_to: '08-11 12:00'
  measures: [{kind: system, share: 0.5, system: pump}, {kind: photovoltaic, share: 0.5, peak_W: 3000}, {kind: demand_response, share: 1, cooling_K: 1, heating_K: -1}]
  batteries: [{zone: south_3, capacity_Wh: 4000, power_W: 2000}]
  vehicles: [{zone: south_3, policy: surplus}, {zone: south_4}]
  zones:
"""


def scenario(pairs):
    """`pairs` times two rooms that share a wall, each pair with other gains."""
    text, surfaces, windows = SCENARIO, "  surfaces:\n", "  windows:\n"
    for k in range(pairs):
        text += f"    - {{name: south_{k}, floor_area_m2: 20, volume_m3: 50, infiltration_1_h: 0.5, gains_W: {20 * k}, heating_C: 20, cooling_C: 27, system: ac, meter: house_{k // 2}, electricity_W: 100, hot_water_W: 200, cooking_W: 40}}\n"
        text += f"    - {{name: north_{k}, floor_area_m2: 20, volume_m3: 50, infiltration_1_h: 0.5}}\n"
        for room in ("south", "north"):
            for name, more in (("face", f"azimuth_deg: {180 if room == 'south' else 0}"), ("roof", "tilt_deg: 0"),
                               ("floor", "tilt_deg: 180, outside: adiabatic")):
                surfaces += f"    - {{name: {room}_{name}_{k}, zone: {room}_{k}, construction: wall, width_m: 5, height_m: 2.5, {more}}}\n"
        surfaces += f"    - {{name: inner_{k}, zone: south_{k}, construction: inner, width_m: 5, height_m: 2.5, azimuth_deg: 0, outside: zone, other_zone: north_{k}}}\n"
        windows += f"    - {{surface: south_face_{k}, glazing: double, left_m: 1, sill_m: 0.5, width_m: 2, height_m: 1.5}}\n"
    return text + surfaces + windows


def weather():
    """A made-up year, in EPW."""
    lines = ["LOCATION,Town,Pref,JPN,made,47000,35.5,139.5,9.0,12.0", "DESIGN CONDITIONS,0", "TYPICAL/EXTREME PERIODS,0",
             "GROUND TEMPERATURES,0", "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0", "COMMENTS 1,", "COMMENTS 2,",
             "DATA PERIODS,1,1,Data,Friday, 1/ 1,12/31"]
    day_of_year = 0
    for month, days in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1):
        for day in range(1, days + 1):
            for hour in range(1, 25):
                warm = 15 - 12 * math.cos(2 * math.pi * day_of_year / 365) - 4 * math.cos(2 * math.pi * hour / 24)
                sun = max(0.0, math.sin(math.pi * (hour - 6.5) / 12)) if 6 < hour < 19 else 0
                lines.append(f"1999,{month},{day},{hour},60,made,{warm:.1f},5,50,101300,0,0,{330 + 4 * warm:.0f},"
                             f"{600 * sun:.0f},{500 * sun:.0f},{200 * sun:.0f},0,0,0,0,180,2.0," + ",".join("0" * 13))
            day_of_year += 1
    return "\n".join(lines) + "\n"


class EnergyRun(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.folder.name)
        (cls.root / "made_up.epw").write_text(weather())
        (cls.root / "s.yaml").write_text(scenario(9))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_figures_add_up(self):
        out = self.root / "figures"
        done = machi.run("run", self.root / "s.yaml", "-o", out)
        self.assertEqual(done.returncode, 0, done.stderr)
        energy = json.loads((out / "kpi.json").read_text(encoding="utf-8"))["energy"]
        self.assertEqual(energy["zones"], 18)
        self.assertEqual(energy["floor_area_m2"], 360)
        uses = sum(energy[f"{use}_electricity_MWh"] for use in ("heating", "cooling", "hot_water", "cooking", "other"))
        self.assertAlmostEqual(uses + energy["ev_MWh"], energy["electricity_MWh"], places=6)
        self.assertAlmostEqual(energy["primary_GJ"], 9.76 * energy["from_grid_MWh"] + 3.6 * energy["gas_MWh"], places=6)
        self.assertEqual(energy["outage"]["hours"], 24)
        self.assertGreater(energy["pv_MWh"], 1)
        self.assertTrue(0 < energy["self_consumption"] <= 1)
        self.assertGreater(energy["heating_MWh"], 1)
        self.assertAlmostEqual(sum(zone["heating_MWh"] for zone in energy["by_zone"]), energy["heating_MWh"], places=6)
        self.assertAlmostEqual(1e-3 * sum(energy["cooling_kWh"]), energy["cooling_MWh"], places=6)
        rooms = {zone["name"]: zone for zone in energy["by_zone"]}
        self.assertLess(rooms["south_8"]["heating_MWh"], rooms["south_0"]["heating_MWh"])
        self.assertEqual(rooms["north_0"]["heating_MWh"], 0)
        self.assertGreater(rooms["north_0"]["mean_C"], 15, "the room behind is warmed through the wall")

    def test_figures_have_their_units_in_the_table(self):
        out = self.root / "run_table"
        self.assertEqual(machi.run("run", self.root / "s.yaml", "-o", out, "--set", "energy.base_too=true").returncode, 0)
        energy = json.loads((out / "kpi.json").read_text())["energy"]
        self.assertAlmostEqual(energy["base"]["other_electricity_MWh"], 9 * 0.1 * (8760 - 24) / 1000, places=6)
        self.assertEqual(energy["base"]["pv_MWh"], 0)
        self.assertAlmostEqual(energy["change"]["co2_t"], energy["co2_t"] - energy["base"]["co2_t"], places=9)
        lines = [line.split(",") for line in (out / "kpi.csv").read_text().splitlines()]
        units = {line[0]: line[-1] for line in lines}
        self.assertEqual(units["energy.heating_MWh"], "MWh")
        self.assertEqual(units["energy.peak_cooling_kW"], "kW")
        self.assertEqual(units["energy.primary_GJ"], "GJ")
        self.assertEqual(units["energy.co2_t"], "t")
        self.assertEqual(units["energy.floor_area_m2"], "m2")
        self.assertEqual(units["energy.by_zone.0.lowest_C"], "°C")
        self.assertEqual(units["energy.by_face.0.incident_kWh_m2"], "kWh/m2")

    def test_plan_does_not_look_at_described_zones(self):
        done = machi.run("plan", self.root / "s.yaml")
        self.assertEqual(done.returncode, 2)
        self.assertIn("does not look at zones that a scenario describes", done.stderr)

    def test_kernels_do_not_show_in_the_result(self):
        digests = set()
        for kernel in ("ref", "base"):
            out = self.root / f"run_{kernel}"
            done = machi.run("run", self.root / "s.yaml", "-o", out, MACHI_KERNEL=kernel)
            self.assertEqual(done.returncode, 0, done.stderr)
            digests.add(machi.run("digest", out).stdout.split()[0])
        self.assertEqual(len(digests), 1)

    def test_weather_that_is_not_there_is_said(self):
        out = self.root / "run_lost"
        for ranks in (1, 2):
            done = machi.run("run", self.root / "s.yaml", "-o", out, "--set", "energy.weather_file=lost.epw", ranks=ranks)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertTrue(any("lost.epw" in line for line in machi.sentences(done)), done.stderr)
            self.assertFalse(out.exists())

    def answer(self, out):
        done = machi.run("digest", out)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.split()[0], (out / "kpi.json").read_text(encoding="utf-8")

    def test_two_years_go_on_from_any_checkpoint_on_other_ranks(self):
        both = ("--set", "energy.base_too=true")
        straight, out = self.root / "straight", self.root / "cut"
        self.assertEqual(machi.run("run", self.root / "s.yaml", "-o", straight, *both).returncode, 0)
        done = machi.run("run", self.root / "s.yaml", "-o", out, *both, "--checkpoint-every", "150steps", ranks=2)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.answer(out), self.answer(straight))
        kept = sorted(int(path.suffix[1:]) for path in (out / "checkpoints").glob("ckpt.*"))
        self.assertEqual(kept[-2:], [450, 600])
        for step, ranks, threads in zip(reversed(kept), (4, 1, 2), (1, 2, 1)):  # as if it had been killed after each
            (out / "result.h5").unlink()
            (out / "kpi.json").unlink()
            done = machi.run("resume", out, "--checkpoint-every", "never", ranks=ranks, OMP_NUM_THREADS=threads)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(json.loads((out / "run.json").read_text(encoding="utf-8"))["resumed_step"], step)
            self.assertEqual(self.answer(out), self.answer(straight), step)
            shutil.rmtree(out / "checkpoints" / f"ckpt.{step}")

    def start(self, out, *words, ranks=2):
        """A run of some seconds in the background, once it has its first checkpoint."""
        command = [os.environ["MACHI_MPIEXEC"], "-n", str(ranks), "--bind-to", "none", os.environ["MACHI"], "run",
                   self.root / "s.yaml", "-o", out, "--set", "energy.steps_per_h=60", "--set", "energy.base_too=true",
                   "--checkpoint-every", "20steps", *words]
        run = subprocess.Popen([str(word) for word in command], stderr=subprocess.PIPE, text=True)
        self.addCleanup(run.stderr.close)
        self.addCleanup(run.kill)
        give_up = time.monotonic() + 60
        while not (out / "checkpoints/LATEST").exists():
            self.assertLess(time.monotonic(), give_up)
            time.sleep(0.01)
        return run

    def test_a_signal_ends_a_run_with_a_checkpoint(self):
        out = self.root / "signalled"
        run = self.start(out)
        run.send_signal(signal.SIGUSR1)
        said = run.communicate(timeout=100)[1]
        self.assertEqual(run.returncode, 75, said)
        self.assertIn("machi resume", said)
        done = machi.run("verify", out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("has not come to its end", done.stdout)
        self.assertIn("checkpoints/ckpt.", done.stdout)

    def test_a_rank_that_its_machine_stops_ends_the_run(self):
        out = self.root / "hangs"
        run = self.start(out, "--patience", 2)
        children = pathlib.Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text(encoding="utf-8").split()
        ranks = {}
        for pid in children:
            environment = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
            ranks.update({int(word.split(b"=")[1]): int(pid) for word in environment if word.startswith(b"OMPI_COMM_WORLD_RANK=")})
        os.kill(ranks[1], signal.SIGSTOP)
        stopped = time.monotonic()
        said = run.communicate(timeout=60)[1]
        self.assertEqual(run.returncode, 4, said)
        self.assertLess(time.monotonic() - stopped, 30)
        log = (out / "log.txt").read_text(encoding="utf-8")
        for text in (said, log):
            self.assertRegex(text, r"rank 0 of 2: no progress for \d s, after phase 'set up', in step \d+, .* waiting in MPI_\w+")
            self.assertNotIn("rank 1 of 2", text)
            self.assertIn("All ranks are ended", text)

    def test_a_flipped_bit_is_found_and_named(self):
        out = self.root / "flipped"
        self.assertEqual(machi.run("run", self.root / "s.yaml", "-o", out, "--checkpoint-every", "200steps").returncode, 0)
        done = machi.run("verify", out, ranks=2)
        self.assertEqual(done.returncode, 0, done.stderr)
        for name in ("result.h5", "kpi.json", "run.json", "used.yaml", "checkpoints/ckpt.200"):
            self.assertIn(f"{out}/{name}: intact", done.stdout)
        for name in ("result.h5", "kpi.csv", "checkpoints/ckpt.200/state.h5"):
            whole = (out / name).read_bytes()
            (out / name).write_bytes(whole[:999] + bytes([whole[999] ^ 1]) + whole[1000:])
            done = machi.run("verify", out, ranks=2)
            self.assertEqual(done.returncode, 3, done.stdout)
            self.assertEqual(done.stdout.count("damaged"), 1, done.stdout)
            self.assertIn(f"{pathlib.Path(name).name} is not as it was written between bytes 0 and ", machi.sentences(done)[0])
            (out / name).write_bytes(whole)
        self.assertEqual(machi.run("verify", out).returncode, 0)
        self.assertEqual(machi.run("verify", self.root).returncode, 3)


if __name__ == "__main__":
    unittest.main(verbosity=2)
