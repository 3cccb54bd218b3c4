#include "io/export/packed_text.hpp"

#include "engine/core/error.hpp"

namespace machi {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;
constexpr int gzip_format = 16 + MAX_WBITS;
constexpr int level = 6;

}  // namespace

PackedText::PackedText(bool packs) : packs_(packs) {
  if (packs_ && deflateInit2(&stream_, level, Z_DEFLATED, gzip_format, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw RunError("zlib has no memory left");
}

PackedText::~PackedText() {
  if (packs_) deflateEnd(&stream_);
}

void PackedText::add(std::string_view text) {
  plain_ += text;
  if (packs_ && plain_.size() >= piece_bytes) pack(Z_NO_FLUSH);
}

std::string PackedText::take() {
  if (!packs_) return std::move(plain_);
  pack(Z_FINISH);
  return std::move(packed_);
}

void PackedText::pack(int flush) {
  stream_.next_in = reinterpret_cast<Bytef*>(plain_.data());
  stream_.avail_in = static_cast<uInt>(plain_.size());
  std::string room(piece_bytes, '\0');
  int result = Z_OK;
  do {
    stream_.next_out = reinterpret_cast<Bytef*>(room.data());
    stream_.avail_out = static_cast<uInt>(room.size());
    result = deflate(&stream_, flush);
    if (result == Z_STREAM_ERROR) throw RunError("zlib could not pack a text");
    packed_.append(room, 0, room.size() - stream_.avail_out);
  } while (stream_.avail_out == 0 || (flush == Z_FINISH && result != Z_STREAM_END));
  plain_.clear();
}

}  // namespace machi
