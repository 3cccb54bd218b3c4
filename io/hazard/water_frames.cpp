/// \file  Reads the blocks of a water frames file in the order in which they stand.
#include "io/hazard/water_frames.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "engine/core/error.hpp"
#include "engine/model/city.hpp"
#include "io/hazard/water_header.hpp"

namespace machi {
namespace {

constexpr std::string_view magic = "MACHIWF1";
constexpr std::uint32_t longest_header = 1u << 20;
constexpr std::uint64_t most_blocks = std::uint64_t{1} << 26;
constexpr std::uint64_t most_values = std::uint64_t{1} << 30;

std::uint64_t little(const char* bytes, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t k = count; k-- > 0;) value = (value << 8) | static_cast<unsigned char>(bytes[k]);
  return value;
}

/// A file that is read piece by piece.
class Reader {
 public:
  Reader(ByteSource& source, const std::string& name) : source_(source), name_(name) {}

  WaterHeader read_header() {
    std::array<char, 12> start;
    fill(start);
    if (std::string_view(start.data(), 8) != magic) fail("is no water frames file (it does not begin with MACHIWF1)");
    const auto length = static_cast<std::uint32_t>(little(start.data() + 8, 4));
    if (length % 4 != 0 || length > longest_header) fail("is corrupt: its header has no valid length");
    std::string text(length, '\0');
    fill(text);
    at_ = start.size() + length;
    return parse_water_header(text, name_);
  }

  /// The offsets, which must follow one another from behind themselves on.
  std::vector<std::uint64_t> read_offsets(const WaterHeader& header) {
    const std::uint64_t tiles = std::uint64_t{header.tiles_east()} * header.tiles_north();
    const std::uint64_t blocks = tiles * header.time_s.size();
    if (tiles > most_blocks || blocks > most_blocks) fail("has more than 67,000,000 blocks");
    std::vector<std::uint64_t> offsets;
    std::array<char, 8192> bytes;
    // Piece by piece, so that a short file which promises many blocks costs no memory.
    while (offsets.size() <= blocks) {
      const auto count =
          static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size() / 8, blocks + 1 - offsets.size()));
      fill(std::span(bytes).first(8 * count));
      for (std::size_t k = 0; k < count; ++k) offsets.push_back(little(bytes.data() + 8 * k, 8));
    }
    if (offsets.front() != at_ + 8 * (blocks + 1)) fail("is corrupt: its blocks do not begin behind their offsets");
    if (!std::is_sorted(offsets.begin(), offsets.end())) fail("is corrupt: the offsets of its blocks fall");
    return offsets;
  }

  /// One block's values, from `bytes` packed ones.
  void read_block(std::uint64_t bytes, std::vector<std::int16_t>& values) {
    const auto unpacked = static_cast<uLong>(2 * values.size());
    if (bytes > compressBound(unpacked)) fail("is corrupt: a block is longer than its values can be");
    packed_.resize(static_cast<std::size_t>(bytes));
    fill(packed_);
    unpacked_.resize(unpacked);
    uLongf length = unpacked;
    uLong used = static_cast<uLong>(packed_.size());
    const int result = uncompress2(reinterpret_cast<Bytef*>(unpacked_.data()), &length,
                                   reinterpret_cast<const Bytef*>(packed_.data()), &used);
    if (result != Z_OK || length != unpacked || used != packed_.size()) fail("is corrupt: a block does not unpack");
    for (std::size_t k = 0; k < values.size(); ++k) {
      values[k] = static_cast<std::int16_t>(little(unpacked_.data() + 2 * k, 2));
    }
  }

  void expect_end() {
    std::array<char, 1> one;
    if (source_.read(one) != 0) fail("is corrupt: something follows its last block");
  }

 private:
  [[noreturn]] void fail(const std::string& problem) const { throw InputError(name_, problem + ". Write it again"); }

  void fill(std::span<char> into) {
    std::size_t filled = 0;
    while (filled < into.size()) {
      const std::size_t count = source_.read(into.subspan(filled));
      if (count == 0) fail("is truncated");
      filled += count;
    }
  }

  ByteSource& source_;
  const std::string& name_;
  std::uint64_t at_{0};
  std::string packed_;
  std::string unpacked_;
};

}  // namespace

WaterHeader visit_water_frames(ByteSource& source, const std::string& name,
                               const std::function<void(const WaterHeader&)>& begin,
                               const std::function<void(const WaterHeader&, const WaterBlock&)>& visit) {
  Reader reader(source, name);
  WaterHeader header = reader.read_header();
  const std::vector<std::uint64_t> offsets = reader.read_offsets(header);
  begin(header);
  std::vector<std::int16_t> values(std::size_t{header.tile} * header.tile);
  const std::size_t frames = header.time_s.size();
  for (std::size_t block = 0; block + 1 < offsets.size(); ++block) {
    const std::uint64_t bytes = offsets[block + 1] - offsets[block];
    if (bytes == 0) continue;
    reader.read_block(bytes, values);
    const auto tile = static_cast<std::uint32_t>(block / frames);
    visit(header,
          {tile % header.tiles_east(), tile / header.tiles_east(), static_cast<std::uint32_t>(block % frames), values});
  }
  reader.expect_end();
  return header;
}

WaterFile read_water_frames(ByteSource& source, const std::string& name) {
  WaterFile file;
  WaterFrames& frames = file.frames;
  const auto begin = [&](const WaterHeader& header) {
    const std::uint64_t cells = std::uint64_t{header.columns} * header.rows;
    if (cells > most_values / header.time_s.size()) {
      throw InputError(name,
                       "has more than 2^30 values (frames × rows × columns). Write it with larger cells or fewer "
                       "times");
    }
    frames.name = header.name;
    frames.source = header.attribution;
    frames.cell_mm = header.cell_mm;
    frames.columns = header.columns;
    frames.rows = header.rows;
    frames.time_s = header.time_s;
    frames.level_cm.assign(static_cast<std::size_t>(cells * header.time_s.size()), missing_int);
  };
  file.header = visit_water_frames(source, name, begin, [&](const WaterHeader& header, const WaterBlock& block) {
    const std::uint32_t column = block.tile_east * header.tile, row = block.tile_north * header.tile;
    const std::uint32_t columns = std::min(header.tile, header.columns - column);
    const std::uint32_t rows = std::min(header.tile, header.rows - row);
    for (std::uint32_t y = 0; y < rows; ++y) {
      const std::size_t to = (std::size_t{block.frame} * header.rows + row + y) * header.columns + column;
      std::copy_n(block.level_cm.begin() + std::ptrdiff_t{y} * header.tile, columns,
                  frames.level_cm.begin() + static_cast<std::ptrdiff_t>(to));
    }
  });
  return file;
}

}  // namespace machi
