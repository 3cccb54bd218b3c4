#include "io/study/mode_ways.hpp"

namespace machi {

ModeWays::ModeWays(const Network& network, std::uint8_t mode, double speed_m_s) : time_s_(network.nodes(), never) {
  begin_.assign(network.nodes() + 1, 0);
  const auto each = [&](const auto& visit) {
    for (std::uint32_t link = 0; link < network.links(); ++link) {
      const double length_m = static_cast<double>(network.length_m[link]);
      const bool on_foot = (network.modes[link] & mode_walk) != 0;
      const bool open = (network.modes[link] & mode) != 0;
      const double ride_m_s = speed_m_s > 0 ? speed_m_s : static_cast<double>(network.free_speed_m_s[link]);
      const auto arc = [&](std::uint32_t from, std::uint32_t to, bool rides) {
        const double m_s = std::max(rides ? ride_m_s : 0.0, on_foot ? notice_walk_m_s : 0.0);
        if (m_s > 0) visit(from, to, length_m / m_s);
      };
      arc(network.from[link], network.to[link], open);
      arc(network.to[link], network.from[link], open && network.oneway[link] == 0);
    }
  };
  each([&](std::uint32_t from, std::uint32_t, double) { ++begin_[from + 1]; });
  for (std::size_t node = 0; node + 1 < begin_.size(); ++node) begin_[node + 1] += begin_[node];
  arcs_.resize(begin_.back());
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  each([&](std::uint32_t from, std::uint32_t to, double s) { arcs_[next[from]++] = {to, s}; });
}

}  // namespace machi
