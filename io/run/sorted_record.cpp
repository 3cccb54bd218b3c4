#include "io/run/sorted_record.hpp"

#include <tuple>

#include "io/run/sort_rows.hpp"

namespace machi {

std::vector<MeasureRow> united_measures(const Comm& comm, const std::vector<MeasureRow>& mine) {
  std::vector<MeasureRow> all = comm.gather_of<MeasureRow>(mine);
  std::sort(all.begin(), all.end(), [](const MeasureRow& a, const MeasureRow& b) {
    return std::tie(a.second, a.area) < std::tie(b.second, b.area);
  });
  std::vector<MeasureRow> rows;
  for (const MeasureRow& row : all) {
    if (rows.empty() || rows.back().second != row.second || rows.back().area != row.area) {
      rows.push_back(row);
      continue;
    }
    rows.back().sums.persons += row.sums.persons;
    rows.back().sums.speed_um_s += row.sums.speed_um_s;
    rows.back().sums.ahead_um_s += row.sums.ahead_um_s;
  }
  return rows;
}

EvacuationRecord sorted_record(const Comm& comm, const EvacuationRecord& mine) {
  EvacuationRecord sorted{mine.curve, mine.frame_time_s, {}, {}, {}, {}, {}};
  sorted.fields = sort_rows(
      comm, mine.fields, [](const FieldRow& row) { return row.block; },
      [](const FieldRow& a, const FieldRow& b) { return std::tie(a.block, a.frame) < std::tie(b.block, b.frame); });
  sorted.trajectories = sort_rows(
      comm, mine.trajectories, [](const TrajectoryRow& row) { return row.id; },
      [](const TrajectoryRow& a, const TrajectoryRow& b) {
        return std::tie(a.id, a.time_s) < std::tie(b.id, b.time_s);
      });
  sorted.crossings = sort_rows(
      comm, mine.crossings, [](const Crossing& row) { return row.step; },
      [](const Crossing& a, const Crossing& b) {
        return std::tie(a.step, a.id, a.line, a.forward) < std::tie(b.step, b.id, b.line, b.forward);
      });
  sorted.moments = sort_rows(
      comm, mine.moments, [](const Moment& row) { return row.id; },
      [](const Moment& a, const Moment& b) { return std::tie(a.id, a.kind) < std::tie(b.id, b.kind); });
  sorted.measures = united_measures(comm, mine.measures);
  return sorted;
}

}  // namespace machi
