/// \file  One city object between the reader and the tables: a flat block of bytes that is appended, sent to another
/// rank and read in place, so that an import makes no small allocations and no copies by field.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/model/feature.hpp"
#include "engine/model/geometry.hpp"

namespace machi {

/// Fixed part of a record. The arrays behind it follow in the order of the counts, each of 4-byte words.
struct RecordHeader {
  std::uint32_t bytes{0};  ///< of the whole record, a multiple of 4
  Theme theme{Theme::bldg};
  std::uint8_t lod{0};  ///< highest level of detail with geometry
  std::uint16_t parts{0};
  std::uint32_t file{0};  ///< into the list of all files
  std::uint32_t line{0};
  std::uint32_t type_bytes{0};
  std::uint32_t id_bytes{0};
  std::uint32_t attributes{0};
  std::uint32_t value_bytes{0};
  std::uint32_t polygons{0};
  std::uint32_t rings{0};
  std::uint32_t points{0};
  std::int32_t base_z_mm{0};  ///< lowest and highest point of solids; base > top where there is none
  std::int32_t top_z_mm{-1};
  std::int32_t place_x_mm{0};  ///< a point of the feature: inside its footprint where it has one
  std::int32_t place_y_mm{0};
  std::uint32_t has_place{0};
};

struct RecordAttribute {
  std::uint32_t key{0};
  std::uint32_t group{0};
  std::uint32_t value_end{0};  ///< into the values, from the previous attribute's end
};

struct RecordPolygon {
  SurfaceKind kind{SurfaceKind::surface};
  std::uint8_t lod{0};
  std::uint16_t part{0};
  std::uint32_t ring_end{0};  ///< into the record's rings
};

/// Reads a record in place. Valid while its bytes are.
class RecordView {
 public:
  explicit RecordView(const std::byte* at) : at_(at) {}
  const RecordHeader& header() const { return *reinterpret_cast<const RecordHeader*>(at_); }
  std::span<const RecordAttribute> attributes() const { return array<RecordAttribute>(0, header().attributes); }
  std::span<const RecordPolygon> polygons() const { return array<RecordPolygon>(polygons_at(), header().polygons); }
  std::span<const std::uint32_t> ring_ends() const { return array<std::uint32_t>(rings_at(), header().rings); }
  std::span<const PointMm> points() const { return array<PointMm>(points_at(), header().points); }
  std::string_view type() const { return text(0, header().type_bytes); }
  std::string_view id() const { return text(header().type_bytes, header().id_bytes); }
  std::string_view value(std::size_t attribute) const;
  std::span<const PointMm> ring(std::uint32_t index) const;
  std::span<const std::byte> bytes() const { return {at_, header().bytes}; }

 private:
  template <class T>
  std::span<const T> array(std::size_t offset, std::size_t count) const {
    return {reinterpret_cast<const T*>(at_ + sizeof(RecordHeader) + offset), count};
  }
  std::size_t polygons_at() const { return header().attributes * sizeof(RecordAttribute); }
  std::size_t rings_at() const { return polygons_at() + header().polygons * sizeof(RecordPolygon); }
  std::size_t points_at() const { return rings_at() + header().rings * sizeof(std::uint32_t); }
  std::size_t text_at() const { return points_at() + header().points * sizeof(PointMm); }
  std::string_view text(std::size_t offset, std::size_t length) const {
    return {reinterpret_cast<const char*>(at_ + sizeof(RecordHeader) + text_at() + offset), length};
  }
  const std::byte* at_;
};

/// Records end to end.
class RecordBuffer {
 public:
  /// Appends a record; `values` holds all attribute values end to end. header.bytes and the counts are filled in.
  void append(RecordHeader header, std::string_view type, std::string_view id,
              std::span<const RecordAttribute> attributes, std::string_view values, const PolygonTable& polygons);
  std::span<const std::byte> bytes() const { return bytes_; }
  void clear() { bytes_.clear(); }

 private:
  std::vector<std::byte> bytes_;
};

/// Calls visit(RecordView) for each record in a block of bytes.
template <class Visit>
void for_each_record(std::span<const std::byte> bytes, Visit visit) {
  for (std::size_t at = 0; at < bytes.size();) {
    const RecordView record(bytes.data() + at);
    at += record.header().bytes;
    visit(record);
  }
}

/// Replaces every attribute key k of theme t by maps[t][k] in a block of records.
using KeyMaps = std::array<std::vector<std::uint32_t>, theme_count>;
void remap_keys(std::span<std::byte> records, const KeyMaps& maps);

/// Moves every point of a block of records by (dx, dy).
void shift_records(std::span<std::byte> records, std::int32_t dx_mm, std::int32_t dy_mm);

}  // namespace machi
