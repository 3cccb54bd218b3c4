// What several processes have told one another, to a file and back.
#include <gtest/gtest.h>

#include <limits>

#include "engine/core/error.hpp"
#include "io/checkpoint/coupling_state_file.hpp"
#include "tests/io/hdf5/scratch.hpp"

namespace machi {
namespace {

CouplingState halfway() {
  CouplingState state;
  state.phase = CouplingState::Phase::evacuation;
  state.number = 98900;
  state.together_s = 20;
  state.evacuation_step = 40;
  state.cars = {{7, 5, 3}, 31, 29, 2, {{4, 2, 5}, {61, 1, 3}}};
  state.roads = {11, 17, {{2, 0, 4}, {90, 0, 1}}};
  return state;
}

void write(const Comm& comm, const CouplingState& state, const std::string& path) {
  H5Output file(comm, path, true);
  file.enter("/coupling");
  write_coupling_state(comm, file, state);
  file.commit();
}

TEST(CouplingState, ComesBackAsItWasOnAllRanks) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  const CouplingState state = halfway();
  write(comm, state, scratch.path("state.h5"));
  const CouplingState read = read_coupling_state(comm, scratch.path("state.h5"), "/coupling");
  EXPECT_EQ(read.phase, state.phase);
  EXPECT_EQ(read.number, state.number);
  EXPECT_EQ(read.together_s, state.together_s);
  EXPECT_EQ(read.evacuation_step, state.evacuation_step);
  EXPECT_EQ(read.energy_step, state.energy_step);
  EXPECT_EQ(read.cars.ended, state.cars.ended);
  EXPECT_EQ(read.cars.asked, state.cars.asked);
  EXPECT_EQ(read.cars.on_foot, state.cars.on_foot);
  EXPECT_EQ(read.cars.redirected, state.cars.redirected);
  ASSERT_EQ(read.cars.exits.size(), 2U);
  EXPECT_EQ(read.cars.exits[1].link, 61U);
  EXPECT_EQ(read.cars.exits[0].persons, 5);
  EXPECT_EQ(read.roads.flooded_streets, state.roads.flooded_streets);
  EXPECT_EQ(read.roads.shared_streets, state.roads.shared_streets);
  ASSERT_EQ(read.roads.walkers.size(), 2U);
  EXPECT_EQ(read.roads.walkers[1].street, 90U);
  EXPECT_EQ(read.roads.walkers[0].walkers, 4);
}

TEST(CouplingState, ThatCannotBeIsRefused) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  const auto refused = [&](const CouplingState& state) {
    write(comm, state, scratch.path("state.h5"));
    try {
      read_coupling_state(comm, scratch.path("state.h5"), "/coupling");
    } catch (const Error& error) {
      return std::string(error.what()).find("do not fit this scenario") != std::string::npos;
    }
    return false;
  };
  EXPECT_FALSE(refused(halfway()));
  CouplingState state = halfway();
  state.phase = static_cast<CouplingState::Phase>(3);
  EXPECT_TRUE(refused(state));
  state = halfway();
  state.together_s = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(refused(state));
  state = halfway();
  state.cars.on_foot = -1;
  EXPECT_TRUE(refused(state));
}

}  // namespace
}  // namespace machi
