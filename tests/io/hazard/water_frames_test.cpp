/// \file  Water frames, made byte by byte as docs/formats/water_frames.md says.
#include "io/hazard/water_frames.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <map>
#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "engine/model/city.hpp"

namespace machi {
namespace {

using nlohmann::json;

std::string little(std::uint64_t value, int count) {
  std::string bytes;
  for (int k = 0; k < count; ++k) bytes += static_cast<char>(value >> (8 * k));
  return bytes;
}

std::string packed(const std::vector<std::int16_t>& values) {
  std::string plain;
  for (const std::int16_t value : values) plain += little(static_cast<std::uint16_t>(value), 2);
  uLongf length = compressBound(static_cast<uLong>(plain.size()));
  std::string bytes(length, '\0');
  compress(reinterpret_cast<Bytef*>(bytes.data()), &length, reinterpret_cast<const Bytef*>(plain.data()),
           static_cast<uLong>(plain.size()));
  bytes.resize(length);
  return bytes;
}

/// Level at a cell and time: what the test file holds and the reader must give back.
std::int16_t level_at(int frame, int row, int column) {
  if ((row + column) % 5 == 0) return missing_int;
  return static_cast<std::int16_t>(1000 * frame + 20 * row - column);
}

/// 20 columns × 11 rows in tiles of 8: 3 × 2 tiles at 2 times; tile (2, 1) is dry throughout.
struct Sample {
  json header = {{"format", "machi water frames"},
                 {"version", 1},
                 {"name", "想定津波"},
                 {"kind", "tsunami"},
                 {"attribution", "test"},
                 {"epsg", 6677},
                 {"origin_east_m", 12000},
                 {"origin_north_m", -61000.5},
                 {"cell_m", 2.5},
                 {"columns", 20},
                 {"rows", 11},
                 {"tile", 8},
                 {"unit", "cm"},
                 {"datum", "T.P."},
                 {"dry", -32768},
                 {"times_s", {0, 60.5}},
                 {"a key of the future", {1, 2}}};
  std::vector<std::string> blocks = make_blocks();
  std::string magic = "MACHIWF1";
  std::int64_t first_offset_error = 0;

  static std::vector<std::string> make_blocks() {
    std::vector<std::string> made;
    for (int tile = 0; tile < 6; ++tile) {
      for (int frame = 0; frame < 2; ++frame) {
        std::vector<std::int16_t> values(64, missing_int);
        for (int k = 0; k < 64; ++k) {
          const int row = tile / 3 * 8 + k / 8, column = tile % 3 * 8 + k % 8;
          if (row < 11 && column < 20) values[static_cast<std::size_t>(k)] = level_at(frame, row, column);
        }
        made.push_back(tile == 5 ? std::string() : packed(values));
      }
    }
    return made;
  }
  std::string bytes() const {
    std::string text = header.dump();
    text.resize((text.size() + 3) / 4 * 4, ' ');
    std::string file = magic + little(text.size(), 4) + text;
    std::uint64_t at = file.size() + 8 * (blocks.size() + 1) + static_cast<std::uint64_t>(first_offset_error);
    for (const std::string& block : blocks) {
      file += little(at, 8);
      at += block.size();
    }
    file += little(at, 8);
    for (const std::string& block : blocks) file += block;
    return file;
  }
};

WaterFile read(const std::string& bytes) {
  return read_water_frames(*open_memory(bytes), "event.wframes");
}

std::string sentence_of(const std::string& bytes) {
  try {
    read(bytes);
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()).find("event.wframes: "), 0u) << error.what();
    return error.what();
  }
  return "(no InputError)";
}

TEST(WaterFrames, EveryValueComesBackInItsPlace) {
  const WaterFile file = read(Sample().bytes());
  EXPECT_EQ(file.header.kind, "tsunami");
  EXPECT_EQ(file.header.epsg, 6677);
  EXPECT_EQ(file.header.origin_east_m, 12000);
  EXPECT_EQ(file.header.origin_north_m, -61000.5);
  const WaterFrames& frames = file.frames;
  EXPECT_EQ(frames.name, "想定津波");
  EXPECT_EQ(frames.source, "test");
  EXPECT_EQ(frames.cell_mm, 2500);
  EXPECT_EQ(frames.columns, 20u);
  EXPECT_EQ(frames.rows, 11u);
  EXPECT_EQ(frames.time_s, (std::vector<float>{0, 60.5f}));
  ASSERT_EQ(frames.level_cm.size(), 2u * 11 * 20);
  for (int frame = 0; frame < 2; ++frame) {
    for (int row = 0; row < 11; ++row) {
      for (int column = 0; column < 20; ++column) {
        const bool dry_tile = row >= 8 && column >= 16;
        const std::int16_t wanted = dry_tile ? missing_int : level_at(frame, row, column);
        EXPECT_EQ(frames.level_cm[static_cast<std::size_t>((frame * 11 + row) * 20 + column)], wanted)
            << frame << " " << row << " " << column;
      }
    }
  }
}

TEST(WaterFrames, FramesOfAPackedFileAreThoseOfTheWholeOne) {
  const std::string bytes = Sample().bytes();
  const WaterFile whole = read(bytes);
  const PackedWater packed_file(*open_memory(bytes), "event.wframes", testing::TempDir());
  EXPECT_EQ(packed_file.header().name, whole.header.name);
  EXPECT_EQ(packed_file.description().time_s, whole.frames.time_s);
  std::vector<std::int16_t> all;
  for (std::size_t frame = 0; frame < 2; ++frame) {
    std::vector<std::int16_t> level_cm(11 * 20, 7);
    packed_file.unpack(frame, level_cm);
    all.insert(all.end(), level_cm.begin(), level_cm.end());
  }
  EXPECT_EQ(all, whole.frames.level_cm);
  EXPECT_TRUE(packed_file.same_levels(PackedWater(*open_memory(bytes), "copy.wframes", testing::TempDir())));
  Sample other;
  other.blocks[0] = packed(std::vector<std::int16_t>(64, 12));
  EXPECT_FALSE(packed_file.same_levels(PackedWater(*open_memory(other.bytes()), "other.wframes", testing::TempDir())));
}

TEST(WaterFrames, BlocksAreVisitedTileByTileInRisingTimeAndDryOnesNot) {
  const std::string bytes = Sample().bytes();
  std::vector<std::array<std::uint32_t, 3>> seen;
  visit_water_frames(
      *open_memory(bytes), "x", [](const WaterHeader&) {},
      [&](const WaterHeader&, const WaterBlock& block) {
        EXPECT_EQ(block.level_cm.size(), 64u);
        seen.push_back({block.tile_north, block.tile_east, block.frame});
      });
  ASSERT_EQ(seen.size(), 10u);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
}

TEST(WaterFrames, EveryTruncationIsOneSentence) {
  const std::string good = Sample().bytes();
  for (std::size_t length = 0; length < good.size(); ++length) {
    EXPECT_NE(sentence_of(good.substr(0, length)).find("is truncated"), std::string::npos) << length;
  }
}

TEST(WaterFrames, WhatDiffersFromTheFormatIsSaid) {
  Sample other_magic;
  other_magic.magic = "MACHIWF2";
  EXPECT_NE(sentence_of(other_magic.bytes()).find("does not begin with MACHIWF1"), std::string::npos);
  Sample gap;
  gap.first_offset_error = 4;
  EXPECT_NE(sentence_of(gap.bytes()).find("do not begin behind their offsets"), std::string::npos);
  Sample wrong_block;
  wrong_block.blocks[3][10] = static_cast<char>(wrong_block.blocks[3][10] ^ 1);
  EXPECT_NE(sentence_of(wrong_block.bytes()).find("a block does not unpack"), std::string::npos);
  Sample short_block;
  short_block.blocks[3] = packed(std::vector<std::int16_t>(63, 1));
  EXPECT_NE(sentence_of(short_block.bytes()).find("a block does not unpack"), std::string::npos);
  Sample long_block;
  long_block.blocks[3] = std::string(5000, 'x');
  EXPECT_NE(sentence_of(long_block.bytes()).find("longer than its values"), std::string::npos);
  EXPECT_NE(sentence_of(Sample().bytes() + "x").find("something follows"), std::string::npos);
  std::string falling = Sample().bytes();
  const std::size_t offsets = 12 + 4 * ((Sample().header.dump().size() + 3) / 4);
  falling[offsets + 8 * 5 + 1] = static_cast<char>(0x7F);
  EXPECT_NE(sentence_of(falling).find("the offsets of its blocks fall"), std::string::npos);
}

TEST(WaterFrames, EveryKeyOfTheHeaderIsChecked) {
  const std::map<std::string, json> wrong{{"format", "something"},
                                          {"version", 2},
                                          {"name", 3},
                                          {"kind", "rain"},
                                          {"attribution", nullptr},
                                          {"epsg", "6677"},
                                          {"origin_east_m", "x"},
                                          {"origin_north_m", 1e300},
                                          {"cell_m", 0},
                                          {"columns", 0},
                                          {"rows", 1.5},
                                          {"tile", 4},
                                          {"unit", "m"},
                                          {"datum", "MSL"},
                                          {"dry", 0},
                                          {"times_s", {0, 60, 60}}};
  for (const auto& [key, value] : wrong) {
    Sample sample;
    sample.header[key] = value;
    EXPECT_NE(sentence_of(sample.bytes()).find("\"" + key + "\""), std::string::npos) << key;
    sample.header.erase(key);
    EXPECT_NE(sentence_of(sample.bytes()).find("has no \"" + key + "\""), std::string::npos) << key;
  }
  for (const json& times : {json::array(), json::array({0, "x"}), json::array({json(nullptr)}), json(3)}) {
    Sample sample;
    sample.header["times_s"] = times;
    EXPECT_NE(sentence_of(sample.bytes()).find("\"times_s\""), std::string::npos) << times;
  }
  Sample odd_cell;
  odd_cell.header["cell_m"] = 0.0015;
  EXPECT_NE(sentence_of(odd_cell.bytes()).find("millimetres"), std::string::npos);
}

TEST(WaterFrames, AShortFileThatPromisesMuchCostsNoMemory) {
  Sample sample;
  sample.header["columns"] = 1'000'000;
  sample.header["rows"] = 1'000'000;
  EXPECT_NE(sentence_of(sample.bytes()).find("more than 67,000,000 blocks"), std::string::npos);
  sample.header["columns"] = 60'000;
  sample.header["rows"] = 30'000;
  EXPECT_NE(sentence_of(sample.bytes()).find("is truncated"), std::string::npos);
  // All dry: a few offsets stand for many cells.
  sample.header["columns"] = 32768;
  sample.header["rows"] = 32768;
  sample.header["tile"] = 1024;
  sample.blocks.assign(32 * 32 * 2, "");
  EXPECT_NE(sentence_of(sample.bytes()).find("more than 2^30 values"), std::string::npos);
}

TEST(WaterFrames, AHeaderThatIsNoJsonIsSaid) {
  const std::string text = "{\"format\":[[[ ";
  EXPECT_NE(sentence_of("MACHIWF1" + little(16, 4) + text + "  ").find("no JSON"), std::string::npos);
  EXPECT_NE(sentence_of("MACHIWF1" + little(4, 4) + "[1 ]").find("no JSON object"), std::string::npos);
  EXPECT_NE(sentence_of("MACHIWF1" + little(15, 4) + text).find("no valid length"), std::string::npos);
  EXPECT_NE(sentence_of("MACHIWF1" + little(1u << 21, 4) + text).find("no valid length"), std::string::npos);
}

}  // namespace
}  // namespace machi
