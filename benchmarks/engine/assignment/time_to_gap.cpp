// How long a user equilibrium takes to each relative gap:
//   bench_engine_assignment [FOLDER | NET_FILE TRIPS_FILE [TOLL_WEIGHT [LENGTH_WEIGHT]]]
// FOLDER holds the networks of "Transportation Networks for Research" in TNTP files, one folder each; those that are
// absent are left out. Without arguments: lattices of our own. Each network is assigned three times from nothing; the
// table holds the median of the wall time and of the process's own time (the machine may be busy), measures and
// shortest paths included, reading not. Threads: OMP_NUM_THREADS.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/assignment/equilibrium.hpp"
#include "engine/core/machine.hpp"
#include "io/network/tntp.hpp"
#include "tests/engine/assignment/networks.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

constexpr int repeats = 3;
constexpr std::array<double, 6> gaps{1e-2, 1e-3, 1e-4, 1e-6, 1e-8, 1e-10};

struct Reached {
  std::array<double, repeats> wall_s;
  std::array<double, repeats> own_s;
  std::uint32_t iteration{0};
  bool reached{false};
};

double median(std::array<double, repeats> values) {
  std::sort(values.begin(), values.end());
  return values[repeats / 2];
}

void measure(const std::string& name, const AssignmentNetwork& network, const TripTable& trips) {
  std::array<Reached, gaps.size()> reached;
  AssignmentResult result;
  for (std::size_t run = 0; run < repeats; ++run) {
    std::size_t next = 0;
    const double wall_s = monotonic_s(), own_s = processor_s();
    const auto observe = [&](const AssignmentIterate& now) {
      for (; next < gaps.size() && now.relative_gap <= gaps[next]; ++next) {
        reached[next].wall_s[run] = monotonic_s() - wall_s;
        reached[next].own_s[run] = processor_s() - own_s;
        reached[next].iteration = now.iteration;
        reached[next].reached = true;
      }
    };
    result =
        assign_equilibrium(network, trips, {.relative_gap = gaps.back(), .max_iterations = 200, .observe = observe});
  }
  fmt::print("{}: {} zones, {} nodes, {} links, {:.0f} trips; gap {:.1e}, objective {:.6f}\n", name, network.zones,
             network.nodes, network.links(), result.trips, result.last.relative_gap, result.last.objective);
  for (std::size_t k = 0; k < gaps.size(); ++k) {
    if (!reached[k].reached) continue;
    fmt::print("  gap {:.0e}  {:8.3f} s  {:8.3f} s of processor time  iteration {}\n", gaps[k],
               median(reached[k].wall_s), median(reached[k].own_s), reached[k].iteration);
  }
}

void measure_files(const std::string& net, const std::string& trips, const CostWeights& weights) {
  const TntpNetwork file = read_tntp_network(*open_file(net), net);
  const TripTable table = read_tntp_trips(*open_file(trips), trips, file);
  measure(fs::path(net).stem().string(), assignment_network(file, weights), table);
}

struct Known {
  const char* path;
  CostWeights weights;
};

void measure_folder(const fs::path& folder) {
  const std::array<Known, 7> known{{{"SiouxFalls/SiouxFalls", {}},
                                    {"Anaheim/Anaheim", {}},
                                    {"Barcelona/Barcelona", {}},
                                    {"Winnipeg/Winnipeg", {}},
                                    {"Chicago-Sketch/ChicagoSketch", {0.02, 0.04}},
                                    {"Berlin-Tiergarten/berlin-tiergarten", {}},
                                    {"Berlin-Center/berlin-center", {}}}};
  for (const Known& one : known) {
    const std::string stem = (folder / one.path).string();
    if (fs::exists(stem + "_net.tntp")) measure_files(stem + "_net.tntp", stem + "_trips.tntp", one.weights);
  }
}

void measure_lattices() {
  for (const std::uint32_t side : {12U, 40U}) {
    measure(fmt::format("lattice of {} by {}", side, side), networks::lattice(side, 2 * side),
            networks::lattice_trips(2 * side, 24.0 / side));
  }
}

}  // namespace
}  // namespace machi

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty()) {
    machi::measure_lattices();
  } else if (words.size() == 1) {
    machi::measure_folder(words[0]);
  } else {
    const auto weight = [&](std::size_t k) { return words.size() > k ? std::stod(words[k]) : 0.0; };
    machi::measure_files(words[0], words[1], {weight(2), weight(3)});
  }
  return 0;
}
