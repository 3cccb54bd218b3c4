#include "engine/demand/gravity.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/model/population.hpp"

namespace machi {
namespace {

constexpr double most_decay_1_km = 20;

/// exp(-b c) for all pairs.
std::vector<double> deterrences(const Costs& costs, double decay_1_km) {
  std::vector<double> factor(costs.km.size());
#pragma omp parallel for
  for (std::size_t at = 0; at < factor.size(); ++at)
    factor[at] = std::exp(-decay_1_km * static_cast<double>(costs.km[at]));
  return factor;
}

double sum_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// Σ_j weight_j factor_ij for each i.
std::vector<double> row_sums(const std::vector<double>& factor, const std::vector<double>& weight) {
  const std::size_t zones = weight.size();
  std::vector<double> sums(zones, 0);
#pragma omp parallel for
  for (std::size_t i = 0; i < zones; ++i)
    for (std::size_t j = 0; j < zones; ++j) sums[i] += weight[j] * factor[i * zones + j];
  return sums;
}

/// Σ_i weight_i factor_ij for each j, row by row as they lie in memory.
std::vector<double> column_sums(const std::vector<double>& factor, const std::vector<double>& weight) {
  constexpr std::size_t strip = 512;
  const std::size_t zones = weight.size();
  std::vector<double> sums(zones, 0);
#pragma omp parallel for
  for (std::size_t first = 0; first < zones; first += strip) {
    const std::size_t last = std::min(zones, first + strip);
    for (std::size_t i = 0; i < zones; ++i)
      for (std::size_t j = first; j < last; ++j) sums[j] += weight[i] * factor[i * zones + j];
  }
  return sums;
}

}  // namespace

std::vector<double> balanced(const Costs& costs, const std::vector<double>& origins, const std::vector<double>& places,
                             double decay_1_km) {
  const std::size_t zones = costs.zones;
  const double all_origins = sum_of(origins);
  const double all_places = sum_of(places);
  if (all_origins <= 0 || all_places <= 0) return places;
  const std::vector<double> factor = deterrences(costs, decay_1_km);
  std::vector<double> attraction(zones);
  for (std::size_t j = 0; j < zones; ++j) attraction[j] = places[j] * all_origins / all_places;
  const std::vector<double> wanted = attraction;
  for (int round = 0; round < 500; ++round) {
    std::vector<double> share = row_sums(factor, attraction);
    for (std::size_t i = 0; i < zones; ++i) share[i] = share[i] > 0 ? origins[i] / share[i] : 0;
    const std::vector<double> reached = column_sums(factor, share);
    double change = 0;
    for (std::size_t j = 0; j < zones; ++j) {
      if (wanted[j] <= 0 || reached[j] <= 0) continue;
      const double next = wanted[j] / reached[j];
      change = std::max(change, std::abs(next - attraction[j]) / next);
      attraction[j] = next;
    }
    if (change < 1e-6) break;
  }
  return attraction;
}

std::vector<double> balancing_factors(const Costs& costs, const std::vector<double>& origins,
                                      const std::vector<double>& places, const std::vector<double>& attraction,
                                      double decay_1_km) {
  const double all_origins = sum_of(origins), all_places = sum_of(places);
  if (all_origins <= 0 || all_places <= 0) return std::vector<double>(costs.zones, 1.0);
  const std::vector<double> factor = deterrences(costs, decay_1_km);
  std::vector<double> share = row_sums(factor, attraction);
  for (std::size_t i = 0; i < share.size(); ++i) share[i] = share[i] > 0 ? origins[i] / share[i] : 0;
  std::vector<double> factors = column_sums(factor, share);
  for (double& value : factors) value = value > 0 ? all_origins / all_places / value : 1.0;
  return factors;
}

double mean_km(const Costs& costs, const std::vector<double>& origins, const std::vector<double>& attraction,
               double decay_1_km) {
  const std::size_t zones = costs.zones;
  std::vector<double> means(zones, 0);
#pragma omp parallel for
  for (std::size_t i = 0; i < zones; ++i) {
    double all = 0, far = 0;
    for (std::size_t j = 0; j < zones; ++j) {
      const auto km = static_cast<double>(costs.km[i * zones + j]);
      const double weight = attraction[j] * std::exp(-decay_1_km * km);
      all += weight;
      far += weight * km;
    }
    means[i] = all > 0 ? origins[i] * far / all : 0;
  }
  const double trips = sum_of(origins);
  return trips > 0 ? sum_of(means) / trips : 0;
}

double decay_for_mean(const Costs& costs, const std::vector<double>& origins, const std::vector<double>& places,
                      bool constrained, double wanted_km) {
  const auto mean_at = [&](double decay) {
    return mean_km(costs, origins, constrained ? balanced(costs, origins, places, decay) : places, decay);
  };
  double low = 0, high = most_decay_1_km;
  if (mean_at(low) <= wanted_km) return low;
  if (mean_at(high) >= wanted_km) return high;
  for (int round = 0; round < 40; ++round) {
    const double middle = (low + high) / 2;
    const double mean = mean_at(middle);
    if (std::abs(mean - wanted_km) <= 1e-4 * wanted_km) return middle;
    (mean > wanted_km ? low : high) = middle;
  }
  return (low + high) / 2;
}

double DestinationChoice::deterrence(std::uint32_t from, std::size_t to) const {
  return std::exp(-decay_ * static_cast<double>(costs_->km[from * costs_->zones + to]));
}

const DestinationChoice::Row& DestinationChoice::row(std::uint32_t from) {
  const auto [found, added] = rows_.try_emplace(from);
  Row& row = found->second;
  if (!added) return row;
  const std::size_t zones = costs_->zones;
  double gained = 0;
  for (const Gain& gain : gains_) row.gained_until.push_back(gained += gain.attraction * deterrence(from, gain.zone));
  std::vector<double> until(zones);
  for (std::size_t j = 0; j < zones; ++j) {
    if (attraction_[j] > 0) row.sum += attraction_[j] * deterrence(from, j);
    until[j] = row.sum;
  }
  if (!(row.sum > 0)) return row;
  for (const double value : until) row.until.push_back(static_cast<std::uint32_t>(value / row.sum * 4294967295.0));
  return row;
}

std::uint32_t DestinationChoice::draw(std::uint32_t from, std::uint32_t random) {
  const std::vector<std::uint32_t>& until = row(from).until;
  if (until.empty()) return no_index;
  auto found = std::upper_bound(until.begin(), until.end(), random);
  if (found == until.end()) found = std::lower_bound(until.begin(), until.end(), until.back());
  return static_cast<std::uint32_t>(found - until.begin());
}

double DestinationChoice::gained_share(std::uint32_t from) {
  if (gains_.empty()) return 0;
  const Row& here = row(from);
  const double gained = here.gained_until.back();
  return gained > 0 ? gained / (here.sum + gained) : 0;
}

std::size_t DestinationChoice::draw_gain(std::uint32_t from, double uniform) {
  const std::vector<double>& until = row(from).gained_until;
  auto found = std::upper_bound(until.begin(), until.end(), uniform * until.back());
  if (found == until.end()) found = std::lower_bound(until.begin(), until.end(), until.back());
  return static_cast<std::size_t>(found - until.begin());
}

}  // namespace machi
