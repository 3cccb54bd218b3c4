#include "engine/process/energy/energy_check.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "engine/core/error.hpp"

namespace machi {

void refuse_zone(std::string_view zone, std::uint64_t step, int rank) {
  throw RunError(
      fmt::format("energy: zone {} has a temperature or a store that is no finite number after step {} (rank {}). "
                  "Look at its sizes and gains; the last checkpoint is from before",
                  zone, step, rank));
}

void ConservationCheck::add(const char* what, double zones_Wh, const std::vector<std::int64_t>& hours_mW) {
  add(what, zones_Wh, std::accumulate(hours_mW.begin(), hours_mW.end(), std::int64_t{0}));
}

void ConservationCheck::add(const char* what, double zones_Wh, std::int64_t hours_mWh) {
  constexpr double most_mWh = 9e18;
  const double zones_mWh = 1e3 * zones_Wh;
  names_.push_back(what);
  // What is none differs from all that is.
  zones_mWh_.push_back(std::abs(zones_mWh) < most_mWh ? std::llround(zones_mWh) : INT64_MAX / 2);
  hours_mWh_.push_back(hours_mWh);
}

void ConservationCheck::finish() {
  comm_.sum(zones_mWh_);
  comm_.sum(hours_mWh_);
  for (std::size_t k = 0; k < names_.size(); ++k) {
    const auto zones = static_cast<double>(zones_mWh_[k]);
    const auto hours = static_cast<double>(hours_mWh_[k]);
    if (std::abs(zones - hours) <= rounding_mWh_ + comm_.size() + share_ * std::abs(hours)) continue;
    throw RunError(
        fmt::format("energy: {} of all zones comes to {} mWh, that of all hours to {} mWh. Memory or disk "
                    "may be damaged; go on from the last checkpoint with machi resume",
                    names_[k], zones_mWh_[k], hours_mWh_[k]));
  }
}

}  // namespace machi
