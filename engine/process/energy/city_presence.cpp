#include "engine/process/energy/city_presence.hpp"

#include <algorithm>

namespace machi {

CityPresence::CityPresence(const ZonePresence& presence, std::span<const std::uint32_t> rows)
    : any_(!presence.empty()) {
  if (!any_) return;
  for (std::size_t lane = 0; lane < rows.size(); ++lane)
    for (std::size_t h = 0; h < 24; ++h) {
      persons_[h][lane] = std::max(0.0F, presence.persons[24 * rows[lane] + h]);
      sum_[lane] += persons_[h][lane];
    }
}

void CityPresence::compare(const Hours& own) {
  own_ = own;
  own_sum_ = {};
  for (std::size_t h = 0; h < 24; ++h)
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      own_sum_[lane] += own[h][lane];
      ratio_[h][lane] = own[h][lane] > 0 ? persons_[h][lane] / own[h][lane] : 1;
    }
}

void CityPresence::scale_with_base(Hours& course) const {
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    float least = course[0][lane], largest = least, above = 0;
    for (const Lane& hour : course) {
      least = std::min(least, hour[lane]);
      largest = std::max(largest, hour[lane]);
    }
    for (std::size_t h = 0; h < 24; ++h)
      if (own_[h][lane] > 0) above += course[h][lane] - least;
    const float each = own_sum_[lane] > 0 ? above / own_sum_[lane] : 0;
    for (std::size_t h = 0; h < 24; ++h) {
      float& value = course[h][lane];
      const float with = own_[h][lane] > 0 ? least + (value - least) * ratio_[h][lane] : value + each * persons_[h][lane];
      value = std::min(largest, with);
    }
  }
}

void CityPresence::scale(Hours& course) const {
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    float all = 0;
    for (const Lane& hour : course) all += hour[lane];
    const float each = own_sum_[lane] > 0 ? all / own_sum_[lane] : 0;
    for (std::size_t h = 0; h < 24; ++h) {
      float& value = course[h][lane];
      value = own_[h][lane] > 0 ? value * ratio_[h][lane] : value + each * persons_[h][lane];
    }
  }
}

void CityPresence::lower(Hours& share, float full) const {
  for (std::size_t h = 0; h < 24; ++h)
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const float there = own_[h][lane] > 0 ? ratio_[h][lane] / full : (sum_[lane] > 0 ? 1 : 0);
      share[h][lane] *= std::min(1.0F, there);
    }
}

}  // namespace machi
