#include "io/run/assignment_result.hpp"

#include "io/hdf5/output.hpp"
#include "io/json/json.hpp"
#include "io/run/result_parts.hpp"

namespace machi {

std::uint64_t write_assignment_result(const Comm& comm, const std::string& path, const TntpNetwork& network,
                                      const AssignmentResult& result, const ResultMeta& meta) {
  H5Output file(comm, path, true);
  write_origin(file, "machi assignment result", assignment_result_version, meta);
  file.attribute("/", "name", meta.name);
  file.attribute("/", "title", meta.title);
  const auto one_more = [](std::uint32_t node) { return node + 1; };
  file.write_table("/links/from", column_of(network.from, one_more), {"", "node where it begins, from 1", "link"});
  file.write_table("/links/to", column_of(network.to, one_more), {"", "node where it ends, from 1", "link"});
  file.write_table("/links/flow", result.flow, {"", "in the unit of the trips", "link"});
  file.write_table("/links/cost", result.cost, {"", "at that flow, in the unit of the file's times", "link"});
  const auto gap = [](const AssignmentIterate& now) { return now.relative_gap; };
  const auto objective = [](const AssignmentIterate& now) { return now.objective; };
  file.write_table("/course/relative_gap", column_of(result.course, gap), {"1", "after each iteration", "iteration"});
  file.write_table("/course/objective", column_of(result.course, objective),
                   {"", "of Beckmann, McGuire and Winsten", "iteration"});
  file.commit();
  return bytes_of_file(comm, path);
}

std::string assignment_kpi(const AssignmentResult& result) {
  Json kpi;
  kpi["trips"] = result.trips;
  kpi["trips_within_zones"] = result.trips_within_zones;
  kpi["iterations"] = result.last.iteration;
  kpi["converged"] = result.converged;
  kpi["relative_gap"] = result.last.relative_gap;
  kpi["beckmann_objective"] = result.last.objective;
  kpi["tstt"] = result.last.tstt;
  kpi["sptt"] = result.last.sptt;
  return json_text(Json{{"mobility", kpi}}, 2) + "\n";
}

}  // namespace machi
