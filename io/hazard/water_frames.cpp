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

// Unpacks a block; whether it was sound.
bool unpack_block(std::span<const char> packed, std::string& plain, std::span<std::int16_t> values) {
  plain.resize(2 * values.size());
  auto length = static_cast<uLongf>(plain.size());
  auto used = static_cast<uLong>(packed.size());
  const int result = uncompress2(reinterpret_cast<Bytef*>(plain.data()), &length,
                                 reinterpret_cast<const Bytef*>(packed.data()), &used);
  if (result != Z_OK || length != plain.size() || used != packed.size()) return false;
  for (std::size_t k = 0; k < values.size(); ++k)
    values[k] = static_cast<std::int16_t>(little(plain.data() + 2 * k, 2));
  return true;
}

// Copies a block to its place in a frame [rows * columns].
void place_block(const WaterHeader& header, std::uint32_t tile, std::span<const std::int16_t> block,
                 std::span<std::int16_t> level_cm) {
  const std::uint32_t column = tile % header.tiles_east() * header.tile;
  const std::uint32_t row = tile / header.tiles_east() * header.tile;
  const std::uint32_t columns = std::min(header.tile, header.columns - column);
  const std::uint32_t rows = std::min(header.tile, header.rows - row);
  for (std::uint32_t y = 0; y < rows; ++y)
    std::copy_n(block.begin() + std::ptrdiff_t{y} * header.tile, columns,
                level_cm.begin() + static_cast<std::ptrdiff_t>(std::size_t{row + y} * header.columns + column));
}

void check_size(const WaterHeader& header, const std::string& name) {
  const std::uint64_t cells = std::uint64_t{header.columns} * header.rows;
  if (cells > most_values / header.time_s.size())
    throw InputError(name,
                     "has more than 2^30 values (frames × rows × columns). Write it with larger cells or fewer times");
}

WaterFrames described(const WaterHeader& header) {
  WaterFrames frames;
  frames.name = header.name;
  frames.source = header.attribution;
  frames.cell_mm = header.cell_mm;
  frames.columns = header.columns;
  frames.rows = header.rows;
  frames.time_s = header.time_s;
  return frames;
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

  /// One block's values, from `bytes` packed ones; these, until the next call.
  std::span<const char> read_block(std::uint64_t bytes, std::vector<std::int16_t>& values) {
    if (bytes > compressBound(static_cast<uLong>(2 * values.size())))
      fail("is corrupt: a block is longer than its values can be");
    packed_.resize(static_cast<std::size_t>(bytes));
    fill(packed_);
    if (!unpack_block(packed_, unpacked_, values)) fail("is corrupt: a block does not unpack");
    return packed_;
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
    const std::span<const char> packed = reader.read_block(bytes, values);
    const auto tile = static_cast<std::uint32_t>(block / frames);
    visit(header, {tile % header.tiles_east(), tile / header.tiles_east(), static_cast<std::uint32_t>(block % frames),
                   packed, values});
  }
  reader.expect_end();
  return header;
}

WaterFile read_water_frames(ByteSource& source, const std::string& name) {
  WaterFile file;
  std::size_t cells = 0;
  const auto begin = [&](const WaterHeader& header) {
    check_size(header, name);
    cells = std::size_t{header.columns} * header.rows;
    file.frames = described(header);
    file.frames.level_cm.assign(cells * header.time_s.size(), missing_int);
  };
  file.header = visit_water_frames(source, name, begin, [&](const WaterHeader& header, const WaterBlock& block) {
    place_block(header, block.tile_north * header.tiles_east() + block.tile_east, block.level_cm,
                std::span(file.frames.level_cm).subspan(block.frame * cells, cells));
  });
  return file;
}

PackedWater::PackedWater(ByteSource& source, const std::string& name, const std::string& folder)
    : blocks_(std::make_unique<ScratchFile>(folder)) {
  constexpr std::size_t at_once = std::size_t{1} << 20;
  std::vector<std::byte> waiting;
  std::uint64_t bytes = 0;
  const auto set_down = [&] {
    if (!waiting.empty()) blocks_->append(waiting);
    waiting.clear();
  };
  const auto begin = [&](const WaterHeader& header) { check_size(header, name); };
  const auto keep = [&](const WaterHeader& header, const WaterBlock& block) {
    const std::size_t tile = std::size_t{block.tile_north} * header.tiles_east() + block.tile_east;
    begin_.resize(tile * header.time_s.size() + block.frame + 1, bytes);
    const auto packed = std::as_bytes(block.packed);
    waiting.insert(waiting.end(), packed.begin(), packed.end());
    bytes += packed.size();
    if (waiting.size() >= at_once) set_down();
  };
  header_ = visit_water_frames(source, name, begin, keep);
  set_down();
  begin_.resize(std::size_t{header_.tiles_east()} * header_.tiles_north() * header_.time_s.size() + 1, bytes);
}

WaterFrames PackedWater::description() const {
  return described(header_);
}

void PackedWater::unpack(std::size_t frame, std::span<std::int16_t> level_cm) const {
  std::fill(level_cm.begin(), level_cm.end(), missing_int);
  std::string plain;
  std::vector<char> packed;
  std::vector<std::int16_t> values(std::size_t{header_.tile} * header_.tile);
  for (std::uint32_t tile = 0; tile < header_.tiles_east() * header_.tiles_north(); ++tile) {
    const std::size_t block = tile * header_.time_s.size() + frame;
    if (begin_[block] == begin_[block + 1]) continue;
    packed.resize(begin_[block + 1] - begin_[block]);
    blocks_->read(begin_[block], std::as_writable_bytes(std::span(packed)));
    if (unpack_block(packed, plain, values)) place_block(header_, tile, values, level_cm);
  }
}

bool PackedWater::same_levels(const PackedWater& other) const {
  const WaterHeader& a = header_;
  const WaterHeader& b = other.header_;
  if (a.time_s != b.time_s || a.columns != b.columns || a.rows != b.rows) return false;
  std::vector<std::int16_t> mine(std::size_t{a.columns} * a.rows);
  std::vector<std::int16_t> theirs(mine.size());
  for (std::size_t frame = 0; frame < a.time_s.size(); ++frame) {
    unpack(frame, mine);
    other.unpack(frame, theirs);
    if (mine != theirs) return false;
  }
  return true;
}

}  // namespace machi
