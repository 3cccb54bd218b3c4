#!/usr/bin/env bash
# Times whole imports on one and two ranks, one thread each, in turn in one run:
#   benchmarks/end_to_end/import.sh MACHI INPUT…
# prints, per number of ranks: the phases that `machi import --verbose` reports; the peak memory a rank beside the limit
# of 300 MB + 2 × its share of city.h5; and at the end how much faster two ranks read and parse than one, by the clock
# and by processor time, medians of three. Name building files only to measure parsing, geometry and CRS.
set -euo pipefail
machi=$1
shift
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export OMP_NUM_THREADS=1 OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
for round in 1 2 3; do
  for ranks in 1 2; do
    begin=$(date +%s%N)
    mpirun --bind-to none -n "$ranks" "$machi" import "$@" -o "$out/city.h5" --force --verbose > "$out/table" 2> "$out/log"
    end=$(date +%s%N)
    echo "round $round, $ranks rank(s): $(((end - begin) / 1000000)) ms"
    sed -n '/^Wall time by phase/,/^ *write/p' "$out/log"
    awk -v ranks="$ranks" -v bytes="$(stat -c %s "$out/city.h5")" '/^Wrote/ {
      match($0, /peak memory [0-9]+/); peak = substr($0, RSTART + 12, RLENGTH - 12) + 0
      limit = 300 + 2e-6 * bytes / ranks
      printf "  peak memory %d MB a rank, limit %.0f MB: %s\n", peak, limit, peak <= limit ? "kept" : "MISSED" }' "$out/log"
    awk '/^  read and parse/ { print $4 }' "$out/log" >> "$out/wall.$ranks"
    awk '/^reading:/ { print $2 }' "$out/log" >> "$out/processor.$ranks"
  done
done
median() { sort -n "$1" | sed -n 2p; }
for kind in wall processor; do
  awk -v one="$(median "$out/$kind.1")" -v two="$(median "$out/$kind.2")" -v kind="$kind" \
    'BEGIN { printf "read and parse, %s time: %.2f s on one rank, %.2f s on two: %.2f times\n", kind, one, two, one / two }'
done
