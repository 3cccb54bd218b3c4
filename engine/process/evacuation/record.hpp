/// \file  What a run notes while it goes on: curves, fields by block, sampled trajectories, crossings, measuring areas.
/// Each rank notes what happens on its blocks; the first rank writes the file.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/process/evacuation/evacuation.hpp"

namespace machi {

/// Where everyone is at one time; the same on all ranks.
struct CurvePoint {
  double time_s{0};
  Evacuation::Counts counts;
  std::vector<std::int64_t> admitted;  ///< by destination
};

/// Persons in one block at one time, and the sums of their velocities.
struct FieldRow {
  std::uint32_t frame{0};
  LeafKey block{0};
  std::uint32_t persons{0};
  std::int32_t vx_mm_s{0};
  std::int32_t vy_mm_s{0};
};

/// Where a sampled person is at one time, in cm from the city's origin.
struct TrajectoryRow {
  std::uint64_t id{0};
  float time_s{0};
  std::int32_t x_cm{0};
  std::int32_t y_cm{0};
};

/// Sums of one measuring area over one second.
struct MeasureRow {
  std::uint32_t second{0};
  std::uint32_t area{0};
  AreaSums sums;
};

struct EvacuationRecord {
  std::vector<CurvePoint> curve;     ///< the same on all ranks
  std::vector<double> frame_time_s;  ///< of the fields; the same on all ranks
  std::vector<FieldRow> fields;      ///< own blocks, as they came
  std::vector<TrajectoryRow> trajectories;
  std::vector<Crossing> crossings;
  std::vector<Moment> moments;
  std::vector<MeasureRow> measures;  ///< own sums
};

/// When a recorder looks.
struct RecordRules {
  double curve_every_s{10};
  double fields_every_s{60};  ///< 0: never
  std::int64_t trajectories{1000};
  double trajectories_every_s{1};  ///< 0: never
  std::uint64_t seed{1};
};

/// Whether a person is among the share of all who are followed: by its own number, so the same ones whatever the ranks.
bool is_followed(std::uint64_t seed, std::uint64_t id, double share);

/// Looks at an evacuation after each second.
class Recorder {
 public:
  Recorder(RecordRules rules, EvacuationRecord record = {}) : rules_(rules), record_(std::move(record)) {}
  /// At the beginning of a run, and after each service; `second` counts from 0 (the beginning). Local.
  void look(Evacuation& evacuation, std::uint64_t second);
  const EvacuationRecord& record() const { return record_; }

 private:
  void note_fields(const Evacuation& evacuation, std::uint64_t second);
  void note_trajectories(const Evacuation& evacuation, std::uint64_t second);

  RecordRules rules_;
  EvacuationRecord record_;
};

}  // namespace machi
