#include "io/import/run_store.hpp"

#include <cstring>

namespace machi {
namespace {

// Before each polygon on its way.
struct Label {
  std::uint32_t layer{0};
  std::uint32_t bytes{0};
};

}  // namespace

void TriangleStore::spread(const Comm& comm, std::span<const TriangleMm> triangles) {
  std::vector<std::vector<std::byte>> rows(static_cast<std::size_t>(comm.size()));
  std::vector<int> touched;
  for (const TriangleMm& triangle : triangles) {
    touched.clear();
    owners_of(leaves_.frame(), leaves_.cuts(), leaves_around(leaves_.frame(), triangle, LeafRuns::reach), touched);
    const auto bytes = std::as_bytes(std::span(triangle));
    for (const int rank : touched) {
      auto& row = rows[static_cast<std::size_t>(rank)];
      row.insert(row.end(), bytes.begin(), bytes.end());
    }
  }
  const ByteRows got = comm.all_to_all(rows);
  comm.agree([&] {
    for (const TriangleMm& triangle : vector_of<TriangleMm>(got.bytes)) {
      touched.clear();
      leaves_.runs_of(leaves_around(leaves_.frame(), triangle, LeafRuns::reach), touched);
      for (const int run : touched) buckets_.add(static_cast<std::size_t>(run), std::as_bytes(std::span(triangle)));
    }
  });
}

std::vector<TriangleMm> TriangleStore::of(std::size_t run) const {
  std::vector<TriangleMm> triangles(buckets_.bytes(run) / sizeof(TriangleMm));
  const std::vector<std::byte> bytes = buckets_.read(run);
  if (!bytes.empty()) std::memcpy(triangles.data(), bytes.data(), bytes.size());
  return triangles;
}

void PolygonStore::send(std::size_t layer, const TaggedPolygons& polygons, Outgoing& rows) const {
  std::vector<int> touched;
  std::vector<std::byte> packed;
  for (std::uint32_t p = 0; p < polygons.polygons.size(); ++p) {
    touched.clear();
    owners_of(leaves_.frame(), leaves_.cuts(), leaves_around(leaves_.frame(), points_of(polygons.polygons, p)),
              touched);
    packed.clear();
    pack_polygon(polygons, p, packed);
    const Label label{static_cast<std::uint32_t>(layer), static_cast<std::uint32_t>(packed.size())};
    const auto head = std::as_bytes(std::span(&label, 1));
    for (const int rank : touched) {
      auto& row = rows[static_cast<std::size_t>(rank)];
      row.insert(row.end(), head.begin(), head.end());
      row.insert(row.end(), packed.begin(), packed.end());
    }
  }
}

void PolygonStore::exchange(const Comm& comm, Outgoing& rows) {
  const ByteRows got = comm.all_to_all(rows);
  comm.agree([&] {
    std::vector<int> touched;
    TaggedPolygons one;
    for (std::span<const std::byte> rest(got.bytes); !rest.empty();) {
      Label label;
      std::memcpy(&label, rest.data(), sizeof label);
      const auto packed = rest.subspan(sizeof label, label.bytes);
      rest = rest.subspan(sizeof label + label.bytes);
      one = {};
      unpack_polygons(packed, one);
      touched.clear();
      leaves_.runs_of(leaves_around(leaves_.frame(), points_of(one.polygons, 0)), touched);
      for (const int run : touched) buckets_.add(bucket(label.layer, static_cast<std::size_t>(run)), packed);
    }
  });
}

GridRunInput PolygonStore::of(std::size_t run) const {
  GridRunInput input;
  unpack_polygons(buckets_.read(bucket(0, run)), input.cover);
  input.hazards.resize(hazards_);
  for (std::size_t h = 0; h < hazards_; ++h) unpack_polygons(buckets_.read(bucket(1 + h, run)), input.hazards[h]);
  return input;
}

}  // namespace machi
