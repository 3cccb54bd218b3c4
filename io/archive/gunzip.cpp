/// \file  Gzip by zlib, which verifies length and CRC-32 of every member.
#include "io/archive/gunzip.hpp"

#include <algorithm>

#include "engine/core/error.hpp"

namespace machi {
namespace {

constexpr std::size_t window_bytes = std::size_t{1} << 16;
constexpr int gzip_only = 16 + MAX_WBITS;

}  // namespace

Gunzip::Gunzip(std::unique_ptr<ByteSource> packed, std::string name)
    : packed_(std::move(packed)), name_(std::move(name)), window_(window_bytes) {
  if (inflateInit2(&stream_, gzip_only) != Z_OK) throw RunError("zlib has no memory left");
}

Gunzip::~Gunzip() {
  inflateEnd(&stream_);
}

/// Gets more packed bytes when there are none left; false at their end.
bool Gunzip::refill() {
  if (stream_.avail_in > 0) return true;
  const std::size_t count = packed_->read(window_);
  stream_.next_in = reinterpret_cast<Bytef*>(window_.data());
  stream_.avail_in = static_cast<uInt>(count);
  return count > 0;
}

/// Goes on to a further member; false where none follows.
bool Gunzip::next_member() {
  if (!refill() || *stream_.next_in != 0x1F) return false;
  inflateReset(&stream_);
  return true;
}

std::size_t Gunzip::read(std::span<char> into) {
  stream_.next_out = reinterpret_cast<Bytef*>(into.data());
  const auto room = static_cast<uInt>(std::min<std::size_t>(into.size(), window_bytes));
  stream_.avail_out = room;
  while (!ended_ && stream_.avail_out == room && room > 0) {
    if (!refill()) throw InputError(name_, "is a truncated gzip file. Fetch it again");
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      ended_ = !next_member();
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      const std::string why = stream_.msg == nullptr ? "no reason given" : stream_.msg;
      throw InputError(name_, "is a corrupt gzip file (" + why + "). Fetch it again");
    }
  }
  return room - stream_.avail_out;
}

}  // namespace machi
