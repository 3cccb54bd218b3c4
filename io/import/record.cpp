#include "io/import/record.hpp"

#include <cstring>

namespace machi {
namespace {

template <class T>
void put(std::vector<std::byte>& bytes, std::span<const T> values) {
  const auto raw = std::as_bytes(values);
  bytes.insert(bytes.end(), raw.begin(), raw.end());
}

}  // namespace

std::string_view RecordView::value(std::size_t attribute) const {
  const auto all = attributes();
  const std::uint32_t begin = attribute == 0 ? 0 : all[attribute - 1].value_end;
  return text(header().type_bytes + header().id_bytes + begin, all[attribute].value_end - begin);
}

std::span<const PointMm> RecordView::ring(std::uint32_t index) const {
  const auto ends = ring_ends();
  const std::uint32_t begin = index == 0 ? 0 : ends[index - 1];
  return points().subspan(begin, ends[index] - begin);
}

void RecordBuffer::append(RecordHeader header, std::string_view type, std::string_view id,
                          std::span<const RecordAttribute> attributes, std::string_view values,
                          const PolygonTable& polygons) {
  const std::size_t begin = bytes_.size();
  header.type_bytes = static_cast<std::uint32_t>(type.size());
  header.id_bytes = static_cast<std::uint32_t>(id.size());
  header.attributes = static_cast<std::uint32_t>(attributes.size());
  header.value_bytes = static_cast<std::uint32_t>(values.size());
  header.polygons = polygons.size();
  header.rings = static_cast<std::uint32_t>(polygons.point_begin.size() - 1);
  header.points = static_cast<std::uint32_t>(polygons.points.size());
  put(bytes_, std::span<const RecordHeader>(&header, 1));
  put(bytes_, attributes);
  for (std::uint32_t p = 0; p < polygons.size(); ++p) {
    const RecordPolygon polygon{polygons.kind[p], polygons.lod[p], polygons.part[p], polygons.ring_begin[p + 1]};
    put(bytes_, std::span<const RecordPolygon>(&polygon, 1));
  }
  put(bytes_, std::span<const std::uint32_t>(polygons.point_begin).subspan(1));
  put(bytes_, std::span<const PointMm>(polygons.points));
  put(bytes_, std::span<const char>(type));
  put(bytes_, std::span<const char>(id));
  put(bytes_, std::span<const char>(values));
  bytes_.resize((bytes_.size() + 3) / 4 * 4);
  header.bytes = static_cast<std::uint32_t>(bytes_.size() - begin);
  std::memcpy(bytes_.data() + begin, &header, sizeof header);
}

void remap_keys(std::span<std::byte> records, const KeyMaps& maps) {
  for_each_record(records, [&](const RecordView& record) {
    const auto& map = maps[static_cast<std::size_t>(record.header().theme)];
    for (const RecordAttribute& attribute : record.attributes()) {
      auto& mutable_attribute = const_cast<RecordAttribute&>(attribute);
      mutable_attribute.key = map[attribute.key];
    }
  });
}

void shift_records(std::span<std::byte> records, std::int32_t dx_mm, std::int32_t dy_mm) {
  for_each_record(records, [&](const RecordView& record) {
    auto& header = const_cast<RecordHeader&>(record.header());
    header.place_x_mm += dx_mm;
    header.place_y_mm += dy_mm;
    for (const PointMm& point : record.points()) {
      auto& mutable_point = const_cast<PointMm&>(point);
      mutable_point.x_mm += dx_mm;
      mutable_point.y_mm += dy_mm;
    }
  });
}

}  // namespace machi
