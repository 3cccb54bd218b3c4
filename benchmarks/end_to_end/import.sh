#!/usr/bin/env bash
# Times whole imports on one and two ranks, one thread each, side by side in one run:
#   benchmarks/end_to_end/import.sh MACHI INPUT…
# prints, per number of ranks, the phases that `machi import --verbose` reports, and the ratio of the wall times.
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
  done
done
