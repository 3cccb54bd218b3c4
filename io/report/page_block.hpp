/// \file  The columns of a report page: bytes, packed so that a browser unpacks them fast.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace machi {

/// A column on its way into a page. Whole numbers stand as varints (LEB128, signed ones in zigzag) or as planes of
/// bytes; viewer/src/blocks.ts reads both.
class PageBlock {
 public:
  void unsigned_number(std::uint64_t value);
  void signed_number(std::int64_t value);
  void byte(std::uint8_t value) { bytes_.push_back(value); }
  /// All low bytes, then all high bytes.
  void planes(std::span<const std::uint16_t> values);
  std::size_t size() const { return bytes_.size(); }

  /// gzip, then base64. Throws RunError where zlib fails.
  std::string packed() const;

 private:
  std::vector<std::uint8_t> bytes_;
};

/// RFC 4648, with padding.
std::string base64(std::span<const std::uint8_t> bytes);

}  // namespace machi
