#include "io/report/page_block.hpp"

#include <zlib.h>

#include <string_view>

#include "engine/core/error.hpp"

namespace machi {
namespace {

constexpr int gzip_window = 15 + 16;  // zlib's word for a gzip header

}  // namespace

void PageBlock::unsigned_number(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<std::uint8_t>(value | 0x80));
  bytes_.push_back(static_cast<std::uint8_t>(value));
}

void PageBlock::signed_number(std::int64_t value) {
  unsigned_number(static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63));
}

void PageBlock::planes(std::span<const std::uint16_t> values) {
  for (const std::uint16_t value : values) bytes_.push_back(static_cast<std::uint8_t>(value & 0xff));
  for (const std::uint16_t value : values) bytes_.push_back(static_cast<std::uint8_t>(value >> 8));
}

std::string PageBlock::packed() const {
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw RunError("zlib cannot begin to pack a block of the report (out of memory?)");
  std::vector<std::uint8_t> out(deflateBound(&stream, static_cast<uLong>(bytes_.size())) + 32);
  stream.next_in = const_cast<Bytef*>(bytes_.data());
  stream.avail_in = static_cast<uInt>(bytes_.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  const int state = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (state != Z_STREAM_END) throw RunError("zlib cannot pack a block of the report");
  return base64(out);
}

std::string base64(std::span<const std::uint8_t> bytes) {
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t rest = bytes.size() - i;
    const std::uint32_t word = static_cast<std::uint32_t>(bytes[i]) << 16 |
                               (rest > 1 ? static_cast<std::uint32_t>(bytes[i + 1]) << 8 : 0U) |
                               (rest > 2 ? static_cast<std::uint32_t>(bytes[i + 2]) : 0U);
    text += letters[word >> 18 & 63];
    text += letters[word >> 12 & 63];
    text += rest > 1 ? letters[word >> 6 & 63] : '=';
    text += rest > 2 ? letters[word & 63] : '=';
  }
  return text;
}

}  // namespace machi
