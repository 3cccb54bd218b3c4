#include "io/run/sort_rows.hpp"

namespace machi {
namespace {

// Keys that the ranks show, for each rank.
constexpr std::uint64_t samples = 256;

}  // namespace

std::vector<std::uint64_t> even_splitters(const Comm& comm, std::uint64_t rows,
                                          const std::function<std::uint64_t(std::uint64_t row)>& key) {
  std::vector<std::uint64_t> mine;
  const auto total = static_cast<std::uint64_t>(comm.sum(static_cast<std::int64_t>(rows)));
  const std::uint64_t stride = std::max<std::uint64_t>(1, total / (samples * static_cast<std::uint64_t>(comm.size())));
  for (std::uint64_t i = stride / 2; i < rows; i += stride) mine.push_back(key(i));
  std::vector<std::uint64_t> all = comm.all_gather_of<std::uint64_t>(mine);
  std::sort(all.begin(), all.end());
  std::vector<std::uint64_t> splitters;
  const auto ranks = static_cast<std::size_t>(comm.size());
  for (std::size_t r = 1; r < ranks; ++r)
    splitters.push_back(all.empty() ? ~std::uint64_t{0} : all[r * all.size() / ranks]);
  return splitters;
}

}  // namespace machi
