#include "engine/process/mobility/deal_plans.hpp"

namespace machi {

// {person, words, word, …} of each.
std::vector<RunningPlan> deal_plans(const Comm& comm, const TrafficNetwork& network, const TrafficShares& shares,
                                    const std::vector<RunningPlan>& plans) {
  std::vector<std::vector<std::uint32_t>> rows(static_cast<std::size_t>(comm.size()));
  for (const RunningPlan& plan : plans) {
    const std::uint32_t link = ActivityWords(plan.words.data()).link();
    std::vector<std::uint32_t>& row = rows[static_cast<std::size_t>(shares.node_rank[network.to[link]])];
    row.push_back(plan.person);
    row.push_back(static_cast<std::uint32_t>(plan.words.size()));
    row.insert(row.end(), plan.words.begin(), plan.words.end());
  }
  std::vector<RunningPlan> dealt;
  for (const std::vector<std::uint32_t>& row : comm.all_to_all_of(rows)) {
    for (std::size_t at = 0; at < row.size();) {
      const auto begin = row.begin() + static_cast<std::ptrdiff_t>(at) + 2;
      dealt.push_back({row[at], {begin, begin + row[at + 1]}});
      at += 2 + row[at + 1];
    }
  }
  return dealt;
}

}  // namespace machi
