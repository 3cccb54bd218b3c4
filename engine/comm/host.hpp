/// \file  Tables that all ranks read are held once a host, not once a rank.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/comm/comm.hpp"

namespace machi {

/// Bytes of the first rank of a `host` (split_by_host), to be read by all of them for as long as one of them holds the
/// answer. They lie in memory without a name, which is gone with its last holder, also where that is killed; to let go
/// is not collective. Where ranks cannot map one another's memory each gets a copy. Collective over `host`.
std::shared_ptr<const std::byte> share_on_host(const Comm& host, std::span<const std::byte> bytes);

/// Plain data that does not change. Copies are cheap and hold the same memory.
template <class T>
class HostArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  HostArray() = default;
  HostArray(std::vector<T> values) {  ///< this rank's alone
    auto kept = std::make_shared<const std::vector<T>>(std::move(values));
    values_ = *kept;
    holder_ = std::move(kept);
  }
  /// The values of the first rank of `host`; those of the others do not count. Collective over `host`.
  HostArray(const Comm& host, std::vector<T> values) : HostArray(std::move(values)) { share(host); }
  /// Becomes that of the first rank of `host`. Collective over `host`.
  void share(const Comm& host) {
    if (host.size() == 1) return;
    const auto size = static_cast<std::size_t>(host.max(host.first() ? static_cast<std::int64_t>(values_.size()) : 0));
    auto kept = share_on_host(host, std::as_bytes(host.first() ? values_ : std::span<const T>()));
    values_ = {reinterpret_cast<const T*>(kept.get()), size};
    holder_ = std::move(kept);
  }

  std::size_t size() const { return values_.size(); }
  bool empty() const { return values_.empty(); }
  const T* data() const { return values_.data(); }
  const T& operator[](std::size_t at) const { return values_[at]; }
  const T& back() const { return values_.back(); }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }

 private:
  std::shared_ptr<const void> holder_;
  std::span<const T> values_;
};

}  // namespace machi
