#include "io/scratch/buckets.hpp"

#include <algorithm>

namespace machi {

std::size_t Buckets::grow() {
  waiting_.emplace_back();
  written_.emplace_back();
  return size() - 1;
}

void Buckets::add(std::size_t bucket, std::span<const std::byte> bytes) {
  if (waiting_bytes_ + bytes.size() > memory_bytes_) write_waiting();
  waiting_[bucket].insert(waiting_[bucket].end(), bytes.begin(), bytes.end());
  waiting_bytes_ += bytes.size();
}

void Buckets::write_waiting() {
  for (std::size_t bucket = 0; bucket < waiting_.size(); ++bucket) {
    std::vector<std::byte>& bytes = waiting_[bucket];
    if (bytes.empty()) continue;
    written_[bucket].push_back({file_.append(bytes), bytes.size()});
    std::vector<std::byte>().swap(bytes);  // `bytes = {}` would keep its capacity
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

std::vector<std::byte> Buckets::piece(std::size_t bucket, std::size_t index) const {
  if (index == written_[bucket].size()) return waiting_[bucket];
  std::vector<std::byte> bytes(written_[bucket][index].bytes);
  file_.read(written_[bucket][index].at, bytes);
  return bytes;
}

}  // namespace machi
