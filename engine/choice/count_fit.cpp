#include "engine/choice/count_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace machi {

double geh(double simulated_1_h, double counted_1_h) {
  const double sum = simulated_1_h + counted_1_h;
  const double off = simulated_1_h - counted_1_h;
  return sum > 0 ? std::sqrt(2 * off * off / sum) : 0;
}

void add_volumes(const Comm& comm, const std::vector<LinkRecord>& records, std::vector<LinkCount>& counts) {
  std::vector<std::int64_t> vehicles(counts.size(), 0);
  const auto before = [](const LinkRecord& a, std::uint32_t link) { return a.link < link; };
  for (std::size_t k = 0; k < counts.size(); ++k) {
    auto record = std::lower_bound(records.begin(), records.end(), counts[k].link, before);
    for (; record != records.end() && record->link == counts[k].link; ++record)
      if (record->bin >= counts[k].first_bin && record->bin < counts[k].end_bin) vehicles[k] += record->entered;
  }
  comm.sum(std::span<std::int64_t>(vehicles));
  for (std::size_t k = 0; k < counts.size(); ++k) counts[k].simulated = vehicles[k];
}

CountFit fit_of(const std::vector<LinkCount>& counts, double bin_s, double factor) {
  CountFit fit;
  fit.counts = static_cast<std::int64_t>(counts.size());
  double sum = 0;
  for (const LinkCount& count : counts) sum += count.counted;
  const double mean = sum / static_cast<double>(counts.size());
  double off = 0;
  double spread = 0;
  double both = 0;
  double square = 0;
  std::int64_t good = 0;
  for (const LinkCount& count : counts) {
    const double hours = (count.end_bin - count.first_bin) * bin_s / 3600;
    const double simulated = factor * static_cast<double>(count.simulated);
    good += geh(simulated / hours, count.counted / hours) < 5 ? 1 : 0;
    off += (count.counted - simulated) * (count.counted - simulated);
    spread += (count.counted - mean) * (count.counted - mean);
    both += count.counted * simulated;
    square += simulated * simulated;
  }
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  fit.geh_below_5 = static_cast<double>(good) / static_cast<double>(counts.size());
  fit.r2 = spread > 0 ? 1 - off / spread : unknown;
  fit.scale = square > 0 ? both / square : unknown;
  return fit;
}

}  // namespace machi
