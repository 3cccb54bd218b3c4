// Buildings per second of `machi synth`, everything included, on one thread; run with mpirun for more ranks.
#include <benchmark/benchmark.h>
#include <omp.h>

#include <filesystem>

#include "io/synth/synth.hpp"

namespace machi {
namespace {

void WriteTown(benchmark::State& state) {
  omp_set_num_threads(1);
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "machi_synth_benchmark";
  SynthOptions options;
  options.buildings = state.range(0);
  options.force = true;
  SynthSummary summary;
  for (auto _ : state) {
    std::filesystem::remove_all(folder);
    summary = write_town(Comm::null(), options, folder.string());
  }
  state.SetItemsProcessed(state.iterations() * summary.buildings);
  state.SetBytesProcessed(state.iterations() * summary.bytes);
  std::filesystem::remove_all(folder);
}
BENCHMARK(WriteTown)->Arg(500)->Arg(10000)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace machi
