// A year of rooms that is stopped and gone on with on other ranks; numbers that are none; heat that gets lost.
#include "io/checkpoint/energy_checkpoint.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>

#include "engine/core/error.hpp"
#include "engine/step/stepper.hpp"
#include "io/run/energy_rows.hpp"
#include "tests/engine/process/energy/rooms.hpp"
#include "tests/io/hdf5/scratch.hpp"

namespace machi {
namespace {

const std::string inputs = "rooms";

// Plants, a battery, vehicles that lack something, an outage over the year's end.
EnergySettings equipped_rooms(EnergyModel model) {
  EnergySettings energy = rooms(7);
  energy.model = model;
  energy.steps_per_h = model == EnergyModel::simple ? 1 : 2;
  EnergySystem& system = energy.systems.emplace_back();
  system.name = "ac";
  system.heating = HeatingKind::room_ac;
  system.cooling = CoolingKind::room_ac;
  system.hot_water = WaterKind::gas;
  for (EnergyZone& zone : energy.zones) {
    zone.system = "ac";
    zone.electricity_W = 100;
    zone.hot_water_W = 50;
  }
  energy.batteries.push_back({"", energy.zones[2].name, 4000, 1500, 0.9, true});
  EnergyPhotovoltaic panels;
  panels.zone = energy.zones[2].name;
  panels.peak_W = 3000;
  energy.photovoltaics.push_back(panels);
  for (const std::size_t zone : {2, 5}) {
    EnergyVehicles& vehicles = energy.vehicles.emplace_back();
    vehicles.zone = energy.zones[zone].name;
    vehicles.charger_W = 300;  // never enough
  }
  energy.outage_from = "12-30 12:00";
  energy.outage_to = "12-31 24:00";
  return energy;
}

std::unique_ptr<Energy> start(const Comm& comm, const EnergySettings& energy) {
  EnergyWorld world = world_of(energy, made_up_weather(true), comm.rank(), comm.size());
  world.model = energy.model;
  world.warm_up_days = 5;
  if (world.model == EnergyModel::simple)
    for (const ThermalZone& zone : world.zones) world.simple.push_back(simple_zone(energy.simple_inside_W_m2K, zone));
  return std::make_unique<Energy>(std::move(world));
}

void run(const Comm& comm, Energy& energy, std::uint64_t from, std::uint64_t to) {
  run_steps(comm, energy, from, to, [](std::uint64_t) { return true; });
}

template <class Row>
bool same_bits(const std::vector<Row>& one, const std::vector<Row>& other) {
  return one.size() == other.size() && std::memcmp(one.data(), other.data(), one.size() * sizeof(Row)) == 0;
}

void expect_same_year(const EnergyRows& one, const EnergyRows& other) {
  ASSERT_EQ(one.zones.size(), other.zones.size());
  for (std::size_t z = 0; z < one.zones.size(); ++z) {
    constexpr std::size_t bytes = offsetof(ZoneTotals, hours_below_10) + sizeof(ZoneTotals::hours_below_10);
    EXPECT_EQ(std::memcmp(&one.zones[z].totals, &other.zones[z].totals, bytes), 0) << z;
    EXPECT_EQ(std::memcmp(&one.systems[z].totals, &other.systems[z].totals, sizeof(SystemTotals)), 0) << z;
  }
  EXPECT_TRUE(same_bits(one.heating_mW, other.heating_mW));
  EXPECT_TRUE(same_bits(one.cooling_mW, other.cooling_mW));
  for (std::size_t kind = 0; kind < hour_sum_count; ++kind)
    EXPECT_TRUE(same_bits(one.carriers_mW[kind], other.carriers_mW[kind])) << kind;
}

class EnergyYear : public ::testing::TestWithParam<EnergyModel> {};

TEST_P(EnergyYear, EndsAsIfNothingHadStoppedIt) {
  const Comm comm = Comm::world();
  const Comm alone = Comm::null();
  const Scratch scratch(comm);
  const EnergySettings settings = equipped_rooms(GetParam());
  // Within the outage of the warm-up, between it and the year's first day, in the year's middle.
  std::vector<std::uint64_t> stops{4, 5, 200};
  if (GetParam() == EnergyModel::simple) stops = {5};
  for (const std::uint64_t stop : stops) {
    const std::string name = std::to_string(stop);
    EnergyRows straight;
    if (comm.first()) {
      const auto whole = start(alone, settings);
      run(alone, *whole, 0, whole->steps());
      whole->check_conservation(alone);
      straight = gather_energy(alone, *whole);
      const auto first = start(alone, settings);
      run(alone, *first, 0, stop);
      write_energy_checkpoint<Energy>(alone, scratch.path("one" + name), stop, *first, nullptr, inputs);
    }
    comm.barrier();
    // Stopped on one rank, resumed on all of them.
    const auto on_all = start(comm, settings);
    EXPECT_EQ(read_energy_checkpoint<Energy>(comm, scratch.path("one" + name), inputs, *on_all, {}).next_step, stop);
    run(comm, *on_all, stop, on_all->steps());
    on_all->check_conservation(comm);
    const EnergyRows resumed = gather_energy(comm, *on_all);
    if (comm.first()) expect_same_year(resumed, straight);
    // Stopped on all, the same bytes; resumed on one.
    const auto stopped = start(comm, settings);
    run(comm, *stopped, 0, stop);
    write_energy_checkpoint<Energy>(comm, scratch.path("all" + name), stop, *stopped, nullptr, inputs);
    if (!comm.first()) continue;
    for (const char* file : {"/state.h5", "/MANIFEST.json"})
      EXPECT_EQ(bytes_of(scratch.path("all" + name + "/checkpoints/ckpt." + name + file)),
                bytes_of(scratch.path("one" + name + "/checkpoints/ckpt." + name + file)))
          << file;
    const auto on_one = start(alone, settings);
    read_energy_checkpoint<Energy>(alone, scratch.path("all" + name), inputs, *on_one, {});
    run(alone, *on_one, stop, on_one->steps());
    expect_same_year(gather_energy(alone, *on_one), straight);
  }
  comm.barrier();
}

INSTANTIATE_TEST_SUITE_P(Models, EnergyYear, ::testing::Values(EnergyModel::layered, EnergyModel::simple));

TEST(EnergyYear, HasAtItsStopWhatAStateCanGetWrong) {
  const Comm alone = Comm::null();
  const auto energy = start(alone, equipped_rooms(EnergyModel::layered));
  run(alone, *energy, 0, 200);
  const ZoneStates states = energy->states();
  EXPECT_GT(states.zones[2].stored_Wh, 0);
  ASSERT_EQ(states.needs(5).size(), 1U);
  EXPECT_GT(states.needs(5)[0], 0);
  EXPECT_NE(states.zones[0].air_C, states.zones[1].air_C);
  EXPECT_GT(states.nodes(0).size(), 10U);
}

TEST(EnergyYear, GoesOnInTheYearWithoutMeasures) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  const EnergySettings settings = equipped_rooms(EnergyModel::layered);
  EnergySettings plain = settings;
  plain.batteries.clear();
  plain.vehicles.clear();
  const auto energy = start(comm, settings);
  run(comm, *energy, 0, energy->steps());
  auto base = start(comm, plain);
  run(comm, *base, 0, 30);
  write_energy_checkpoint<Energy>(comm, scratch.path("run"), energy->steps() + 30, *energy, base.get(), inputs);
  run(comm, *base, 30, base->steps());
  const EnergyRows year = gather_energy(comm, *energy);
  const EnergyRows base_year = gather_energy(comm, *base);
  const auto resumed = start(comm, settings);
  std::unique_ptr<Energy> resumed_base;
  const FoundCheckpoint found = read_energy_checkpoint<Energy>(comm, scratch.path("run"), inputs, *resumed, [&] {
    if (!resumed_base) resumed_base = start(comm, plain);
    return resumed_base.get();
  });
  EXPECT_EQ(found.next_step, energy->steps() + 30);
  run(comm, *resumed_base, 30, resumed_base->steps());
  const EnergyRows year_again = gather_energy(comm, *resumed);
  const EnergyRows base_again = gather_energy(comm, *resumed_base);
  if (comm.first()) {
    expect_same_year(year_again, year);
    expect_same_year(base_again, base_year);
  }
  // Other zones, other layers, other vehicles: no state of theirs.
  EnergySettings others = settings;
  others.vehicles.pop_back();
  const auto other = start(comm, others);
  EXPECT_THROW(read_energy_checkpoint<Energy>(comm, scratch.path("run"), inputs, *other, [&] { return base.get(); }),
               Error);
}

// What a run on all ranks ends with; empty where it does not fail.
std::string failure(const Comm& comm, Energy& energy, std::uint64_t from, std::uint64_t to,
                    const std::function<bool(std::uint64_t)>& after) {
  try {
    run_steps(comm, energy, from, to, after);
  } catch (const Error& error) {
    return error.code() == ExitCode::failed ? error.what() : "another error";
  }
  return {};
}

TEST(EnergyYear, EndsAtANumberThatIsNoneAndWritesNoCheckpointOfIt) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  for (const EnergyModel model : {EnergyModel::layered, EnergyModel::simple}) {
    const auto energy = start(comm, equipped_rooms(model));
    run(comm, *energy, 0, 2);
    ZoneStates states = energy->states();
    const std::vector<std::uint32_t> rows = energy->rows();
    for (std::size_t z = 0; z < rows.size(); ++z)
      if (rows[z] == 3) states.zones[z].mass_C = std::numeric_limits<float>::quiet_NaN();
    for (std::size_t z = 0; z < rows.size(); ++z)
      if (rows[z] == 3 && model == EnergyModel::layered) states.nodes(z)[1] = std::numeric_limits<float>::infinity();
    energy->go_on(states, energy->counted());
    const std::string said = failure(comm, *energy, 2, 5, [&](std::uint64_t step) {
      write_energy_checkpoint<Energy>(comm, scratch.path("run"), step + 1, *energy, nullptr, inputs);
      return true;
    });
    EXPECT_NE(said.find("zone row 3 has a temperature or a store that is no finite number after step 2 (rank "),
              std::string::npos)
        << said;
    EXPECT_FALSE(std::filesystem::exists(scratch.path("run/checkpoints")));
  }
}

TEST(EnergyYear, LosesNoHeatUnseen) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  const auto energy = start(comm, equipped_rooms(EnergyModel::layered));
  run(comm, *energy, 0, 30);
  Energy::Counted counted = energy->counted();
  if (comm.rank() == comm.size() - 1) counted.heating_mW[0] ^= std::int64_t{1} << 40;
  energy->go_on(energy->states(), counted);
  try {
    write_energy_checkpoint<Energy>(comm, scratch.path("run"), 30, *energy, nullptr, inputs);
    ADD_FAILURE() << "written";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::failed);
    EXPECT_NE(std::string(error.what()).find("heating of all zones comes to"), std::string::npos) << error.what();
  }
  EXPECT_FALSE(std::filesystem::exists(scratch.path("run/checkpoints")));
}

}  // namespace
}  // namespace machi
