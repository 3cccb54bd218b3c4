#include "engine/synth/town.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/core/rng.hpp"

namespace machi::synth {
struct Town::Quarters {
  int i, j, part;
  double merit;  ///< the lower, the sooner it is built
  std::int64_t built_sites;
  std::int64_t rural_sites;
  Zone built;
};

Town::Town(std::uint64_t seed, std::int64_t buildings, bool viaduct)
    : buildings_(buildings),
      viaduct_(viaduct),
      frame_(seed, buildings),
      warp_(seed, frame_.plain_depth_m()),
      terrain_(frame_),
      water_(frame_) {
  choose_quarters();
}

bool Town::is_hill(const PlanRect& rect) const {
  const PlanPoint at = rect.centre();
  return at.v_m > frame_.foot_m(at.u_m) - 60;
}

Zone Town::built_zone(int i, int j, const PlanPoint& at) const {
  int period = 0;
  frame_.nearest_river_m(at.u_m - 400, period);
  const PlanPoint station = frame_.station(period);
  const double core = frame_.core_radius_m() * (period == 0 ? 1 : 0.45);
  const double distance = std::hypot(at.u_m - station.u_m, at.v_m - station.v_m) / core;
  const int r = i - Frame::columns_per_river * period;
  if (distance < 1.15) return Zone::core;
  if (j == 0 && (r == 2 || r == 3)) return Zone::industrial;
  if (j == 0 && distance < 3.2) return Zone::old_town;
  return distance < 2.3 ? Zone::inner : Zone::residential;
}

std::vector<Town::Quarters> Town::candidates(double stretch) const {
  const double reach = stretch * frame_.half_length_m() + 800;
  const PlanPoint centre = frame_.station(0);
  const int first = frame_.column_at(centre.u_m - reach), last = frame_.column_at(centre.u_m + reach);
  const int top = frame_.row_at(1.2 * frame_.plain_depth_m());
  std::vector<Quarters> found;
  for (int i = first; i <= last; ++i)
    for (int j = 0; j <= top; ++j) {
      const DistrictLayout layout = lay_out_district(frame_, i, j);
      for (int part = 0; layout.has_quarters && part < 4; ++part) {
        const PlanRect& rect = layout.quarters[static_cast<std::size_t>(part)];
        const PlanPoint at = rect.centre();
        if (is_hill(rect)) continue;
        const auto words = random_block(seed(), key_of(i, j, part, 0), 0, purpose_keep);
        const double u = (at.u_m - centre.u_m) / frame_.half_length_m();
        const double v = (at.v_m - centre.v_m) / frame_.plain_depth_m();
        const double merit = std::sqrt(u * u + 0.8 * v * v) * (0.93 + 0.14 * uniform01(words[0]));
        found.push_back({i, j, part, merit, -1, -1, built_zone(i, j, at)});
      }
    }
  std::sort(found.begin(), found.end(), [](const Quarters& a, const Quarters& b) {
    return std::tie(a.merit, a.i, a.j, a.part) < std::tie(b.merit, b.i, b.j, b.part);
  });
  return found;
}

void Town::set_extent(const std::vector<Quarters>& by_merit, std::size_t built) {
  first_column_ = -1;
  end_column_ = 3;  // the river and both of its banks are always part of the town
  int top = frame_.row_at(1.16 * frame_.plain_depth_m());
  for (std::size_t k = 0; k < built; ++k) {
    first_column_ = std::min(first_column_, by_merit[k].i - (Frame::is_river(by_merit[k].i - 1) ? 2 : 1));
    end_column_ = std::max(end_column_, by_merit[k].i + (Frame::is_river(by_merit[k].i + 1) ? 3 : 2));
    top = std::max(top, by_merit[k].j);
  }
  end_row_ = top + 1;
  fates_.assign(static_cast<std::size_t>((end_column_ - first_column_) * end_row_ * 4), Fate{});
  for (int i = first_column_; i < end_column_; ++i)
    for (int j = 0; j < end_row_; ++j) {
      const DistrictLayout layout = lay_out_district(frame_, i, j);
      for (int part = 0; layout.has_quarters && part < 4; ++part)
        if (is_hill(layout.quarters[static_cast<std::size_t>(part)])) fate(i, j, part).zone = Zone::hill;
    }
  for (std::size_t k = 0; k < built; ++k) fate(by_merit[k].i, by_merit[k].j, by_merit[k].part).zone = by_merit[k].built;
}

/// Sites of the whole town when the first `built` quarters are built up and the rest is country. `country` remembers
/// what country quarters hold, by key.
std::int64_t Town::capacity(const std::vector<Quarters>& by_merit, std::size_t built, CountrySites& country) {
  set_extent(by_merit, built);
  std::int64_t sum = built_sites(by_merit, built);
  for (int i = first_column_; i < end_column_; ++i)
    for (int j = 0; j < end_row_; ++j) {
      const DistrictLayout layout = lay_out_district(frame_, i, j);
      for (int part = 0; layout.has_quarters && part < 4; ++part) {
        const Zone here = zone(i, j, part);
        if (here != Zone::rural && here != Zone::hill) continue;
        const auto [known, is_new] = country.try_emplace(key_of(i, j, part, 0), 0);
        const PlanRect& rect = layout.quarters[static_cast<std::size_t>(part)];
        if (is_new)
          known->second = static_cast<std::int64_t>(fill_quarter(frame_, rect, here, i, j, part).sites.size());
        sum += known->second;
      }
    }
  return sum;
}

std::int64_t Town::built_sites(const std::vector<Quarters>& by_merit, std::size_t built) {
  std::int64_t sum = 0;
  for (std::size_t k = 0; k < built; ++k) sum += by_merit[k].built_sites;
  return sum;
}

void Town::choose_quarters() {
  for (double stretch = 1.35;; stretch *= 1.3) {
    std::vector<Quarters> order = candidates(stretch);
    // First guess: built quarters alone hold all buildings.
    std::int64_t held = 0;
    std::size_t high = 0;
    for (; high < order.size() && held < buildings_; ++high) {
      Quarters& q = order[high];
      const PlanRect rect = lay_out_district(frame_, q.i, q.j).quarters[static_cast<std::size_t>(q.part)];
      q.built_sites = static_cast<std::int64_t>(fill_quarter(frame_, rect, q.built, q.i, q.j, q.part).sites.size());
      held += q.built_sites;
    }
    if (held < buildings_) continue;
    // Then leave out quarters whose buildings the surrounding country has. `held` counts from here on the whole town.
    std::size_t built = high;
    CountrySites country;
    held = capacity(order, built, country);
    while (built > 1 && held - order[built - 1].built_sites >= buildings_) {
      const std::int64_t without = capacity(order, built - 1, country);
      if (without < buildings_) break;
      --built;
      held = without;
    }
    held = capacity(order, built, country);
    // What is too much is left out at the edge of the town, where gaps between houses are usual.
    std::int64_t excess = held - buildings_;
    const double gaps =
        std::max(0.5, 1.02 * static_cast<double>(excess) / static_cast<double>(built_sites(order, built)));
    for (std::size_t k = built; k-- > 0 && excess > 0;) {
      const auto most = static_cast<std::int64_t>(gaps * static_cast<double>(order[k].built_sites)) + 1;
      const std::int64_t drop = std::min({excess, most, order[k].built_sites});
      fate(order[k].i, order[k].j, order[k].part).keep = static_cast<std::uint16_t>(order[k].built_sites - drop);
      excess -= drop;
    }
    return;
  }
}

const Town::Fate& Town::fate(int i, int j, int part) const {
  return fates_[static_cast<std::size_t>(((i - first_column_) * end_row_ + j) * 4 + part)];
}

Town::Fate& Town::fate(int i, int j, int part) {
  return fates_[static_cast<std::size_t>(((i - first_column_) * end_row_ + j) * 4 + part)];
}

Zone Town::zone(int i, int j, int part) const {
  const bool inside = i >= first_column_ && i < end_column_ && j >= 0 && j < end_row_;
  return inside ? fate(i, j, part).zone : Zone::hill;
}

PlanRect Town::extent() const {
  return {frame_.column_line(first_column_).low_m(), 0, frame_.column_line(end_column_).low_m(),
          frame_.row_line(end_row_).low_m()};
}

Quarter Town::quarter(int i, int j, int part, const PlanRect& rect) const {
  const Fate& fate_here = fate(i, j, part);
  Quarter quarter = fill_quarter(frame_, rect, fate_here.zone, i, j, part);
  if (fate_here.keep == keep_all || quarter.sites.size() <= fate_here.keep) return quarter;
  std::vector<Site> order = quarter.sites;
  const auto chance = [&](const Site& site) {
    return stands_alone(site.kind) ? 0 : random_block(seed(), site.key, 1, purpose_keep)[0];
  };
  std::sort(order.begin(), order.end(), [&](const Site& a, const Site& b) {
    const std::uint32_t ca = chance(a), cb = chance(b);
    return ca != cb ? ca < cb : a.key < b.key;
  });
  for (std::size_t k = fate_here.keep; k < order.size(); ++k) {
    const PlanPoint at = order[k].lot.centre();
    for (LandPiece& piece : quarter.land)
      if (at.u_m > piece.rect.u0_m && at.u_m < piece.rect.u1_m && at.v_m > piece.rect.v0_m && at.v_m < piece.rect.v1_m)
        piece.code = 224;
  }
  order.resize(fate_here.keep);
  std::sort(order.begin(), order.end(), [](const Site& a, const Site& b) { return a.key < b.key; });
  quarter.sites = std::move(order);
  return quarter;
}

std::vector<Site> Town::sites(int i, int j) const {
  std::vector<Site> all;
  const DistrictLayout layout = lay_out_district(frame_, i, j);
  for (int part = 0; layout.has_quarters && part < 4; ++part) {
    const std::vector<Site> some = quarter(i, j, part, layout.quarters[static_cast<std::size_t>(part)]).sites;
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

}  // namespace machi::synth
