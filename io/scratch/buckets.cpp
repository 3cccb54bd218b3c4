#include "io/scratch/buckets.hpp"

#include <algorithm>

namespace machi {

void Buckets::add(std::size_t bucket, std::span<const std::byte> bytes) {
  if (waiting_bytes_ + bytes.size() > memory_bytes_) write_waiting();
  waiting_[bucket].insert(waiting_[bucket].end(), bytes.begin(), bytes.end());
  waiting_bytes_ += bytes.size();
}

void Buckets::write_waiting() {
  for (std::size_t bucket = 0; bucket < waiting_.size(); ++bucket) {
    std::vector<std::byte>& bytes = waiting_[bucket];
    if (bytes.empty()) continue;
    const std::uint64_t at = file_.append(bytes);
    auto& extents = written_[bucket];
    if (!extents.empty() && extents.back().at + extents.back().bytes == at) {
      extents.back().bytes += bytes.size();
    } else {
      extents.push_back({at, bytes.size()});
    }
    bytes = {};
  }
  waiting_bytes_ = 0;
}

std::uint64_t Buckets::bytes(std::size_t bucket) const {
  std::uint64_t sum = waiting_[bucket].size();
  for (const Extent& extent : written_[bucket]) sum += extent.bytes;
  return sum;
}

std::vector<std::byte> Buckets::read(std::size_t bucket) const {
  std::vector<std::byte> all(bytes(bucket));
  std::span<std::byte> rest(all);
  for (const Extent& extent : written_[bucket]) {
    file_.read(extent.at, rest.first(extent.bytes));
    rest = rest.subspan(extent.bytes);
  }
  std::copy(waiting_[bucket].begin(), waiting_[bucket].end(), rest.begin());
  return all;
}

void Buckets::visit(std::size_t bucket, const std::function<void(std::span<std::byte>)>& visit) const {
  std::vector<std::byte> piece;
  for (const Extent& extent : written_[bucket]) {
    piece.resize(extent.bytes);
    file_.read(extent.at, piece);
    visit(piece);
  }
  piece = waiting_[bucket];
  if (!piece.empty()) visit(piece);
}

}  // namespace machi
