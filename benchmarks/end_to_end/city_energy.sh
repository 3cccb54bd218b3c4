#!/usr/bin/env bash
# Times a year of a city's buildings, from the city file to the folder of the run, on one thread and on two:
#   benchmarks/end_to_end/city_energy.sh MACHI CITY.h5 WEATHER_CITY
# prints buildings a second and core by the clock and by processor time (on a shared machine only the latter means
# something), and where the time went (run.json), for the layered and for the simple model, with horizons looked for and
# with those kept beside the city, and what the hours of every building cost.
set -euo pipefail
machi=$1
city=$(realpath "$2")
weather=$3
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
ln -s "$city" "$out/city.h5"
printf 'scenario: {title: benchmark}\ncity: {file: city.h5}\nenergy: {weather_city: %s}\n' "$weather" > "$out/s.yaml"
run() {  # name, threads, further words
  local name=$1 threads=$2
  shift 2
  TIMEFORMAT=%U
  { time OMP_NUM_THREADS=$threads "$machi" run "$out/s.yaml" -o "$out/run" --force "$@" 2> "$out/log"; } 2> "$out/user"
  python3 - "$name" "$threads" "$out/run" "$(cat "$out/user")" <<'PYTHON'
import json, sys
name, threads, folder, user_s = sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4])
run = json.load(open(folder + "/run.json"))
zones = json.load(open(folder + "/kpi.json"))["energy"]["zones"]
phases = {phase["name"]: phase["wall_s"]["max"] for phase in run["phases"]}
all_s = sum(phases.values())
print(f"{name}, {threads} thread(s): {all_s:.1f} s, {zones / all_s / threads:.0f} building-years/s/core from file to folder, "
      f"{zones / phases['run'] / threads:.0f} in the year; {zones / user_s:.0f} a second of processor time ({user_s:.1f} s); " + ", ".join(f"{k} {v:.2f} s" for k, v in phases.items())
      + f"; {run['output']['bytes'] / 1e6:.1f} MB, {run['peak_memory_MB']['max']:.0f} MB of memory")
PYTHON
}
uptime
run "layered, horizons looked for" 1
rm "$out/city.h5.horizons"
run "layered, horizons looked for" 2
run "layered, horizons kept" 1
run "layered, horizons kept" 2
run "simple, horizons kept" 1 --set energy.model=5r1c
run "layered, hours of every building" 1 --set energy.zone_hours=true
