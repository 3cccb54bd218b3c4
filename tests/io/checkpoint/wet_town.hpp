/// \file  The small town of tests/io/run while water rises in it, run in pieces.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <vector>

#include "io/checkpoint/evacuation_checkpoint.hpp"
#include "tests/io/run/small_town.hpp"

namespace machi::street {

inline const std::string inputs_hash = "the small town";

/// Water comes from the west at 6 s and rises; who stands in half a metre is lost.
inline Plan wet_town() {
  Plan plan = small_town();
  plan.destinations[1].capacity = 12;
  plan.destinations[2].cells = {leaf_cell(60, 57)};
  const auto depths = std::make_shared<std::list<std::vector<std::uint16_t>>>();
  plan.furnish = [depths](EvacuationWorld& world) {
    observe_middle(world);
    std::vector<std::uint16_t>& depth_cm = depths->emplace_back(std::size_t{world.leaves->own()} * leaf_cells, 0);
    for (std::uint32_t leaf = 0; leaf < world.leaves->own(); ++leaf)
      if (world.leaves->leaf(leaf).x < 4)
        std::fill_n(depth_cm.begin() + static_cast<std::ptrdiff_t>(leaf) * leaf_cells, leaf_cells, std::uint16_t{120});
    RiseSource rise;
    rise.name = "rise";
    rise.depth_cm = depth_cm;
    rise.arrival_s = 6;
    rise.rise_s = 30;
    world.water = std::make_unique<Water>(*world.leaves, std::span<const float>(), std::vector<WaterSource>{rise}, 5);
    world.rules.water_update_s = 5;
    world.lost = [](std::uint16_t, std::uint16_t depth, std::uint16_t, double draw) {
      return depth >= 40 + static_cast<int>(20 * draw);
    };
  };
  return plan;
}

/// An evacuation that can be stopped and gone on with.
struct Piece {
  Street street;
  Recorder recorder;
  std::uint64_t second{0};

  void go_on(const Comm& comm, const Plan& plan, std::uint64_t to_second) {
    const auto per_s = static_cast<std::uint64_t>(plan.steps_per_s);
    run_steps(comm, *street.evacuation, second * per_s, to_second * per_s, [&](std::uint64_t step) {
      recorder.look(*street.evacuation, (step + 1) / per_s);
      return true;
    });
    second = to_second;
  }
  CheckpointWritten keep(const Comm& comm, const Plan& plan, const std::string& run_path) const {
    return write_evacuation_checkpoint(comm, run_path, second * static_cast<std::uint64_t>(plan.steps_per_s),
                                       *street.evacuation, recorder.record(), inputs_hash);
  }
  std::string finish(const Comm& comm, const std::string& path) const {
    const ResultMeta meta = small_town_meta(static_cast<double>(second));
    const std::vector<PersonRow> persons = persons_by_id(comm, *street.evacuation);
    write_evacuation_result(comm, path, *street.evacuation, recorder.record(), persons, meta);
    return evacuation_kpi(comm, *street.evacuation, recorder.record(), persons, meta);
  }
};

inline Piece start(const Comm& comm, const Plan& plan) {
  Piece piece{make_street(comm, plan), Recorder(small_town_record())};
  piece.recorder.look(*piece.street.evacuation, 0);
  return piece;
}

inline Piece resume(const Comm& comm, const Plan& plan, const std::string& run_path) {
  EvacuationRecord record;
  std::uint64_t next_step = 0;
  Street street = make_street(comm, plan, [&](EvacuationWorld world, const BlockDomain&) {
    EvacuationCheckpoint checkpoint = read_evacuation_checkpoint(comm, run_path, world, inputs_hash);
    record = std::move(checkpoint.record);
    next_step = checkpoint.next_step;
    return std::make_unique<Evacuation>(comm, std::move(world), std::move(checkpoint.state), next_step);
  });
  return {std::move(street), Recorder(small_town_record(), std::move(record)),
          next_step / static_cast<std::uint64_t>(plan.steps_per_s)};
}

}  // namespace machi::street
