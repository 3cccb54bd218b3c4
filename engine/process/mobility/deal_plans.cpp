#include "engine/process/mobility/deal_plans.hpp"

#include <utility>

#include "engine/comm/joined.hpp"

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
  const std::vector<std::uint32_t> words = all_to_all_joined(comm, std::move(rows));
  for (std::size_t at = 0; at < words.size();) {
    const auto begin = words.begin() + static_cast<std::ptrdiff_t>(at) + 2;
    dealt.push_back({words[at], {begin, begin + words[at + 1]}});
    at += 2 + words[at + 1];
  }
  return dealt;
}

}  // namespace machi
