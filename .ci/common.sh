# What setup, demo and test share. Sourced, not run.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

# Containers run as root, and may have fewer processors than ranks.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_mpi_yield_when_idle=1
export OMPI_MCA_btl_vader_single_copy_mechanism=none
# Memory in huge pages where the kernel gives them to those who ask: a fifth of the time of many short runs is page faults.
export GLIBC_TUNABLES=glibc.malloc.hugetlb=1

# heading TEXT: says what comes next and how long the script has run.
heading() {
  printf '\n== %s  [%d:%02d since the start]\n' "$1" $((SECONDS / 60)) $((SECONDS % 60))
}

# Compilers at once: one a processor, as far as 1.5 GB of memory each allow.
jobs_at_once() {
  local processors memory_kB fitting
  processors=$(nproc)
  memory_kB=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
  fitting=$((memory_kB / 1500000))
  if [ "$fitting" -lt 1 ]; then fitting=1; fi
  echo $((processors < fitting ? processors : fitting))
}

# configure PRESET [CMAKE ARGUMENTS…]: uses ccache where it is installed.
configure() {
  local preset=$1
  shift
  if command -v ccache > /dev/null; then set -- -DCMAKE_CXX_COMPILER_LAUNCHER=ccache "$@"; fi
  cmake --preset "$preset" "$@"
}

# build PRESET [TARGETS…]
build() {
  local preset=$1
  shift
  if [ $# -gt 0 ]; then set -- --target "$@"; fi
  cmake --build --preset "$preset" --parallel "$(jobs_at_once)" "$@"
}
