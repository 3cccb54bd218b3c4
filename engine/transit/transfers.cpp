#include "engine/transit/transfers.hpp"

#include <algorithm>

namespace machi {

void add_walking_transfers(Timetable& timetable, double radius_m, std::uint32_t change_s, const WalkRules& rules) {
  const StopIndex index(timetable, std::max(radius_m, 1.0));
  std::vector<std::uint64_t> begin{0};
  std::vector<std::uint32_t> to;
  std::vector<std::uint32_t> seconds;
  if (timetable.transfer_begin.size() <= timetable.stops()) timetable.transfer_begin.resize(timetable.stops() + 1, 0);
  for (std::uint32_t stop = 0; stop < timetable.stops(); ++stop) {
    std::uint64_t given = timetable.transfer_begin[stop];
    const std::uint64_t end = timetable.transfer_begin[stop + 1];
    const auto take = [&](std::uint32_t other, std::uint32_t walk) {
      if (walk == no_transfer || other == stop) return;
      to.push_back(other);
      seconds.push_back(walk);
    };
    const double x_m = 1e-3 * static_cast<double>(timetable.stop_x_mm[stop]);
    const double y_m = 1e-3 * static_cast<double>(timetable.stop_y_mm[stop]);
    for (const StopAccess& near : index.near(x_m, y_m, radius_m, rules)) {
      for (; given < end && timetable.transfer_to[given] < near.stop; ++given)
        take(timetable.transfer_to[given], timetable.transfer_s[given]);
      const bool is_given = given < end && timetable.transfer_to[given] == near.stop;
      take(near.stop, is_given ? timetable.transfer_s[given] : near.walk_s + change_s);
      if (is_given) ++given;
    }
    for (; given < end; ++given) take(timetable.transfer_to[given], timetable.transfer_s[given]);
    begin.push_back(to.size());
  }
  timetable.transfer_begin = std::move(begin);
  timetable.transfer_to = std::move(to);
  timetable.transfer_s = std::move(seconds);
}

}  // namespace machi
