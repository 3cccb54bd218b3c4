#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "app/plan_parts.hpp"
#include "engine/core/machine.hpp"
#include "engine/core/sha256.hpp"
#include "engine/process/energy/city_energy.hpp"
#include "engine/step/stepper.hpp"
#include "io/run/run_facts.hpp"
#include "io/setup/city_energy_setup.hpp"

namespace machi {
namespace {

constexpr double written_zone_ns = 60'000;  ///< twelve months of all kinds, and the page
constexpr double whole_of_energy_MB = 30;
constexpr std::uint64_t sample_steps = 1;  ///< of the days

}  // namespace

PlannedPart plan_city_energy(const Comm& comm, const Scenario& scenario) {
  const double begin_s = processor_s();
  CityEnergySetup setup = set_up_city_energy(comm, scenario, hash_input(scenario.city_file).sha256);
  const bool base_too = !setup.base_zones.empty();
  const auto kept = std::make_shared<CityEnergy>(std::move(setup.world));
  CityEnergy& energy = *kept;
  PlannedPart part;
  part.name = "energy";
  part.set_up_s = processor_s() - begin_s;
  const double sample_s = processor_s();
  run_steps(comm, energy, 0, std::min(sample_steps, energy.steps()), [](std::uint64_t) { return true; });
  part.sampled_run_s =
      (processor_s() - sample_s) * static_cast<double>(energy.steps()) / static_cast<double>(sample_steps);
  if (base_too) part.sampled_run_s *= 2;
  const auto zones = static_cast<double>(energy.world().zones.size());
  part.counted_write_s = 1e-9 * written_zone_ns * zones;
  part.kept = kept;
  part.whole_MB = whole_of_energy_MB;
  part.counted =
      fmt::format("{:.0f} buildings, {} days and {} to warm up{}; horizons of {} faces looked for in {:.1f} s", zones,
                  energy.world().days, energy.world().warm_up_days, base_too ? ", with and without measures" : "",
                  setup.horizon_faces, setup.horizons_s);
  return part;
}

}  // namespace machi
