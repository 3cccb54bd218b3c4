# shellcheck shell=bash
# What the job scripts share; sourced by them, not run. It starts the program, passes the queue's signal on to it, and
# queues the job again for as long as the program ends with exit code 75: stopped with a checkpoint.
#
# RUN, MACHI, LAUNCH and, for a new run, SCENARIO and OPTIONS say what is done. MACHI, LAUNCH and OPTIONS are words.

export OMP_NUM_THREADS=${SLURM_CPUS_PER_TASK:-1}
# A rank's threads stay on its processors, and sleep while they wait where ranks share some.
export OMP_PROC_BIND=${OMP_PROC_BIND:-close} OMP_PLACES=${OMP_PLACES:-cores}
# Memory in huge pages where the kernel gives them to those who ask.
export GLIBC_TUNABLES=${GLIBC_TUNABLES:-glibc.malloc.hugetlb=1}
# From 22.05 on srun does not take this over from sbatch.
export SRUN_CPUS_PER_TASK=${SLURM_CPUS_PER_TASK:-1}

newest_checkpoint() {
  cat "$RUN/checkpoints/LATEST" 2> /dev/null || echo none
}

# Runs machi with these words and ends the script.
until_done() {
  local before code
  before=$(newest_checkpoint)
  # The signal comes to the script alone. srun and mpirun pass it on to all ranks.
  trap 'kill -USR1 "$launcher"' USR1
  # shellcheck disable=SC2086
  $LAUNCH $MACHI "$@" &
  launcher=$!
  wait "$launcher"
  code=$?
  while kill -0 "$launcher" 2> /dev/null; do # the signal ended the wait, not the run
    wait "$launcher"
    code=$?
  done
  if [ "$code" -ne 75 ]; then exit "$code"; fi
  if [ "$1" = resume ] && [ "$(newest_checkpoint)" = "$before" ]; then
    echo "Stopped without a newer checkpoint than $before: it would go on for ever. Give it more time." >&2
    exit 75
  fi
  echo "Stopped with a checkpoint after attempt ${SLURM_RESTART_COUNT:-0}; queues again."
  scontrol requeue "$SLURM_JOB_ID" && exit 0
  exit 75
}

# Goes on with RUN where it has a checkpoint, else begins it. A folder without a checkpoint is of a run that ended before
# its first one: it begins anew.
run_or_resume() {
  if [ "$(newest_checkpoint)" != none ]; then
    until_done resume "$RUN"
  elif [ -e "$RUN/request.json" ] && [ ! -e "$RUN/result.h5" ]; then
    # shellcheck disable=SC2086
    until_done run "$SCENARIO" -o "$RUN" --force ${OPTIONS:-}
  else
    # shellcheck disable=SC2086
    until_done run "$SCENARIO" -o "$RUN" ${OPTIONS:-}
  fi
}
