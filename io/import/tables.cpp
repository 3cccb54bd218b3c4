#include "io/import/tables.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "io/import/plateau_values.hpp"
#include "io/json/json.hpp"

namespace machi {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

SortedJson parsed_row(const ByteRows& rows, std::size_t row) {
  const auto* begin = reinterpret_cast<const char*>(rows.bytes.data()) + rows.offsets[row];
  return parse_sorted_json({begin, rows.offsets[row + 1] - rows.offsets[row]});
}

// FNV-1a, then the finaliser of MurmurHash3, so that neighbouring ids spread over the ranks.
class Hash64 {
 public:
  void add(std::span<const std::byte> bytes) {
    for (const std::byte b : bytes) state_ = (state_ ^ static_cast<std::uint64_t>(b)) * 0x100000001b3ULL;
  }
  std::uint64_t value() const {
    std::uint64_t h = state_;
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdULL;
    h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return h ^ (h >> 33);
  }

 private:
  std::uint64_t state_{0xcbf29ce484222325ULL};
};

std::uint64_t identity_of(const RecordView& record) {
  Hash64 hash;
  const Theme theme = record.header().theme;
  hash.add(std::as_bytes(std::span(&theme, 1)));
  hash.add(std::as_bytes(std::span(record.id())));
  if (theme != Theme::bldg || record.id().empty()) hash.add(std::as_bytes(record.points()));
  if (record.id().empty()) {  // then all that it says must be the same
    hash.add(std::as_bytes(std::span(record.type())));
    hash.add(std::as_bytes(record.attributes()));
    for (std::size_t a = 0; a < record.attributes().size(); ++a) hash.add(std::as_bytes(std::span(record.value(a))));
  }
  return hash.value();
}

struct Claim {
  std::uint64_t identity{0};
  std::uint32_t file{0};
  std::uint32_t line{0};
  std::uint64_t yield{0};   ///< of the claiming rank
  std::uint64_t record{0};  ///< number within the yield
};

// Of each group of claims to one identity all but the last by (file, line) lose.
std::vector<std::vector<Claim>> losers(const std::vector<std::vector<Claim>>& claims) {
  struct Ranked {
    Claim claim;
    std::size_t rank;
  };
  std::vector<Ranked> all;
  for (std::size_t r = 0; r < claims.size(); ++r)
    for (const Claim& claim : claims[r]) all.push_back({claim, r});
  std::sort(all.begin(), all.end(), [](const Ranked& a, const Ranked& b) {
    return std::tie(a.claim.identity, a.claim.file, a.claim.line, a.rank, a.claim.record) <
           std::tie(b.claim.identity, b.claim.file, b.claim.line, b.rank, b.claim.record);
  });
  std::vector<std::vector<Claim>> lost(claims.size());
  for (std::size_t i = 0; i + 1 < all.size(); ++i)
    if (all[i].claim.identity == all[i + 1].claim.identity) lost[all[i].rank].push_back(all[i].claim);
  return lost;
}

// Counts a copy as a repair of the file that it stands in, and no longer as one of its features.
void count_copy(const RecordView& record, ImportReport& all) {
  ThemeReport& report = all.theme(record.header().theme);
  --report.features;
  report.parts -= record.header().parts;
  count(report.repairs, "the same feature stands in another file: the last one counts", record.id());
}

// The leaf of a record; the last key where it lies nowhere.
LeafKey key_of(const GridFrame& frame, const RecordView& record) {
  const RecordHeader& header = record.header();
  if (header.has_place == 0) return std::numeric_limits<LeafKey>::max();
  return frame.key(frame.leaf_at(header.place_x_mm, header.place_y_mm));
}

void add_size(const RecordHeader& header, LayerSize& size) {
  ++size.features;
  size.id_bytes += header.id_bytes;
  size.type_bytes += header.type_bytes;
  size.polygons += header.polygons;
  size.rings += header.rings;
  size.points += header.points;
  size.attributes += header.attributes;
  size.value_bytes += header.value_bytes;
}

// What the key of an attribute feeds, beside the table of all attributes.
enum class Use : std::uint8_t {
  none,
  usage,
  building_class,
  structure,
  storeys_above,
  storeys_below,
  year,
  height,
  floor_area,
  function,
  section_type,
  width,
  lanes,
  land_use
};

Use use_of(Theme theme, const std::string& path) {
  const std::string_view name = last_name(path);
  if (theme == Theme::bldg) {
    if (path == "usage") return Use::usage;
    if (path == "class") return Use::building_class;
    if (path == "measuredHeight" || path == "height/Height/value") return Use::height;
    if (path == "storeysAboveGround") return Use::storeys_above;
    if (path == "storeysBelowGround") return Use::storeys_below;
    if (path == "yearOfConstruction" || path == "dateOfConstruction") return Use::year;
    if (name == "buildingStructureType") return Use::structure;
    if (name == "totalFloorArea") return Use::floor_area;
  } else if (theme == Theme::tran) {
    if (path == "function") return Use::function;
    if (name == "sectionType") return Use::section_type;
    if (name == "width") return Use::width;
    if (name == "numberOfLanes") return Use::lanes;
  } else if (theme == Theme::luse && path == "class") {
    return Use::land_use;
  }
  return Use::none;
}

constexpr float no_value = std::numeric_limits<float>::quiet_NaN();

void add_building(BuildingColumns& columns, const RecordHeader& header) {
  columns.usage.push_back(missing_int);
  columns.building_class.push_back(missing_int);
  columns.structure.push_back(missing_int);
  columns.storeys_above_ground.push_back(missing_int);
  columns.storeys_below_ground.push_back(missing_int);
  columns.year_of_construction.push_back(missing_int);
  columns.height_m.push_back(no_value);
  columns.floor_area_m2.push_back(no_value);
  columns.footprint_area_m2.push_back(0);
  const bool solid = header.base_z_mm <= header.top_z_mm;
  columns.base_m.push_back(solid ? static_cast<float>(header.base_z_mm) * 1e-3F : no_value);
  columns.top_m.push_back(solid ? static_cast<float>(header.top_z_mm) * 1e-3F : no_value);
  columns.lod.push_back(header.lod);
  columns.parts.push_back(header.parts);
  columns.x_mm.push_back(header.place_x_mm);
  columns.y_mm.push_back(header.place_y_mm);
}

void add_road(RoadColumns& columns, const RecordHeader& header) {
  columns.function.push_back(missing_int);
  columns.section_type.push_back(missing_int);
  columns.width_m.push_back(no_value);
  columns.lanes.push_back(missing_int);
  columns.lod.push_back(header.lod);
}

template <class T>
void fill_first(std::vector<T>& column, T value, T missing) {
  if (column.back() == missing) column.back() = value;
}
void fill_first(std::vector<float>& column, float value) {
  if (column.back() != column.back()) column.back() = value;
}

// The first value that is no dummy counts.
void fill(City& city, Use use, std::string_view path, std::string_view value) {
  BuildingColumns& b = city.buildings;
  RoadColumns& r = city.roads;
  const auto whole = [&](int low, int high) { return integer_of(path, value, low, high); };
  switch (use) {
    case Use::none:
      return;
    case Use::usage:
      return fill_first(b.usage, whole(0, 30000), missing_int);
    case Use::building_class:
      return fill_first(b.building_class, whole(0, 30000), missing_int);
    case Use::structure:
      return fill_first(b.structure, whole(0, 30000), missing_int);
    case Use::storeys_above:
      return fill_first(b.storeys_above_ground, whole(0, 300), missing_int);
    case Use::storeys_below:
      return fill_first(b.storeys_below_ground, whole(0, 100), missing_int);
    case Use::year:
      return fill_first(b.year_of_construction, integer_of(path, value.substr(0, 4), 500, 2200), missing_int);
    case Use::height:
      return fill_first(b.height_m, measure_of(path, value));
    case Use::floor_area:
      return fill_first(b.floor_area_m2, measure_of(path, value));
    case Use::function:
      return fill_first(r.function, whole(0, 30000), missing_int);
    case Use::section_type:
      return fill_first(r.section_type, whole(0, 100), missing_int);
    case Use::width:
      return fill_first(r.width_m, measure_of(path, value));
    case Use::lanes:
      return fill_first(r.lanes, whole(0, 30), missing_int);
    case Use::land_use:
      return fill_first(city.land_use.code, whole(0, 30000), missing_int);
  }
}

void add_polygons(Layer& layer, const RecordView& record) {
  PolygonTable& table = layer.polygons;
  const auto base_point = static_cast<std::uint32_t>(table.points.size());
  const auto base_ring = static_cast<std::uint32_t>(table.point_begin.size() - 1);
  for (const RecordPolygon& polygon : record.polygons()) {
    table.kind.push_back(polygon.kind);
    table.lod.push_back(polygon.lod);
    table.part.push_back(polygon.part);
    table.ring_begin.push_back(base_ring + polygon.ring_end);
  }
  for (const std::uint32_t end : record.ring_ends()) table.point_begin.push_back(base_point + end);
  table.points.insert(table.points.end(), record.points().begin(), record.points().end());
  layer.polygon_begin.push_back(table.size());
}

double outline_area_m2(const Layer& layer) {
  double area = 0;
  const auto begin = static_cast<std::uint32_t>(layer.polygon_begin[layer.size()]);
  for (std::uint32_t p = begin; p < layer.polygons.size(); ++p) {
    const SurfaceKind kind = layer.polygons.kind[p];
    if (kind == SurfaceKind::footprint || kind == SurfaceKind::roof_edge || kind == SurfaceKind::surface)
      area += area_m2(layer.polygons, p);
  }
  return area;
}

class LayerBuilder {
 public:
  explicit LayerBuilder(City& city) : city_(city) {
    for (int t = 0; t < theme_count; ++t)
      for (const std::string& path : city.layers[static_cast<std::size_t>(t)].attributes.keys)
        uses_[static_cast<std::size_t>(t)].push_back(use_of(static_cast<Theme>(t), path));
  }

  void add(const RecordView& record) {
    const RecordHeader& header = record.header();
    Layer& layer = city_.layer(header.theme);
    begin_row(header);
    add_polygons_and_area(layer, record);
    const auto attributes = record.attributes();
    const auto& uses = uses_[static_cast<std::size_t>(header.theme)];
    AttributeTable& table = layer.attributes;
    for (std::size_t a = 0; a < attributes.size(); ++a) {
      const std::string_view value = record.value(a);
      table.key.push_back(attributes[a].key);
      table.group.push_back(attributes[a].group);
      table.value.add(value);
      fill(city_, uses[attributes[a].key], table.keys[attributes[a].key], value);
    }
    table.feature_begin.push_back(table.key.size());
    layer.id.add(record.id());
    layer.type.add(record.type());
    layer.file.push_back(header.file);
  }

 private:
  void begin_row(const RecordHeader& header) {
    if (header.theme == Theme::bldg) add_building(city_.buildings, header);
    if (header.theme == Theme::tran) add_road(city_.roads, header);
    if (header.theme == Theme::luse) {
      city_.land_use.code.push_back(missing_int);
      city_.land_use.area_m2.push_back(0);
    }
  }
  void add_polygons_and_area(Layer& layer, const RecordView& record) {
    add_polygons(layer, record);
    // polygon_begin already counts this feature: look at its own polygons only.
    layer.polygon_begin.pop_back();
    const auto area = static_cast<float>(outline_area_m2(layer));
    layer.polygon_begin.push_back(layer.polygons.size());
    if (record.header().theme == Theme::bldg) city_.buildings.footprint_area_m2.back() = area;
    if (record.header().theme == Theme::luse) city_.land_use.area_m2.back() = area;
  }

  City& city_;
  std::array<std::vector<Use>, theme_count> uses_;
};

SortedJson tallies_to_json(const std::map<std::string, Tally, std::less<>>& tallies) {
  SortedJson out = SortedJson::object();
  for (const auto& [kind, tally] : tallies) out[kind] = {tally.count, tally.first_ids};
  return out;
}

void add_tallies(std::map<std::string, Tally, std::less<>>& into, const SortedJson& from) {
  for (const auto& [kind, entry] : from.items()) {
    Tally& tally = into[kind];
    tally.count += entry[0].get<std::uint64_t>();
    for (const auto& id : entry[1])
      if (tally.first_ids.size() < 3) tally.first_ids.push_back(id.get<std::string>());
  }
}

SortedJson report_to_json(const FileYield& yield) {
  SortedJson out = {{"file", yield.file}, {"notes", yield.report.notes}, {"themes", SortedJson::array()}};
  for (std::size_t t = 0; t < theme_count; ++t) {
    const ThemeReport& theme = yield.report.themes[t];
    SortedJson entry = {{"files", theme.files},
                        {"features", theme.features},
                        {"parts", theme.parts},
                        {"repairs", tallies_to_json(theme.repairs)},
                        {"skipped", tallies_to_json(theme.skipped)},
                        {"attributes", SortedJson::object()}};
    for (const auto& [path, fill] : theme.attributes) entry["attributes"][path] = {fill.present, fill.filled};
    out["themes"].push_back(std::move(entry));
  }
  return out;
}

void add_report(ImportReport& into, const SortedJson& from) {
  for (const auto& note : from["notes"]) into.notes.push_back(note.get<std::string>());
  for (std::size_t t = 0; t < theme_count; ++t) {
    const SortedJson& entry = from["themes"][t];
    ThemeReport& theme = into.themes[t];
    theme.files += entry["files"].get<std::uint64_t>();
    theme.features += entry["features"].get<std::uint64_t>();
    theme.parts += entry["parts"].get<std::uint64_t>();
    add_tallies(theme.repairs, entry["repairs"]);
    add_tallies(theme.skipped, entry["skipped"]);
    for (const auto& [path, fill] : entry["attributes"].items()) {
      theme.attributes[path].present += fill[0].get<std::uint64_t>();
      theme.attributes[path].filled += fill[1].get<std::uint64_t>();
    }
  }
}

}  // namespace

void unify_keys(const Comm& comm, std::vector<FileYield>& yields, City& city) {
  // Each rank names its keys; a key's code list and unit are the first in alphabetical order that any file gives.
  SortedJson mine = SortedJson::array();
  for (std::size_t t = 0; t < theme_count; ++t) {
    std::map<std::string, std::pair<std::string, std::string>> named;
    for (const FileYield& yield : yields) {
      for (const KeyTable::Key& key : yield.keys[t].keys) {
        auto& [code_space, unit] = named[key.path];
        if (code_space.empty() || (!key.code_space.empty() && key.code_space < code_space)) code_space = key.code_space;
        if (unit.empty() || (!key.unit.empty() && key.unit < unit)) unit = key.unit;
      }
    }
    mine.push_back(named);
  }
  const ByteRows all = comm.all_gather(bytes_of(json_text(mine)));
  for (std::size_t t = 0; t < theme_count; ++t) {
    std::map<std::string, std::pair<std::string, std::string>> named;
    for (std::size_t r = 0; r + 1 < all.offsets.size(); ++r) {
      const auto theirs = parsed_row(all, r)[t].get<std::map<std::string, std::pair<std::string, std::string>>>();
      for (const auto& [path, texts] : theirs) {
        auto& [code_space, unit] = named[path];
        if (code_space.empty() || (!texts.first.empty() && texts.first < code_space)) code_space = texts.first;
        if (unit.empty() || (!texts.second.empty() && texts.second < unit)) unit = texts.second;
      }
    }
    AttributeTable& table = city.layers[t].attributes;
    for (const auto& [path, texts] : named) {
      table.keys.push_back(path);
      table.key_code_space.push_back(texts.first);
      table.key_unit.push_back(texts.second);
    }
  }
  for (FileYield& yield : yields) {
    for (std::size_t t = 0; t < theme_count; ++t) {
      const auto& paths = city.layers[t].attributes.keys;
      for (const KeyTable::Key& key : yield.keys[t].keys) {
        yield.key_maps[t].push_back(
            static_cast<std::uint32_t>(std::lower_bound(paths.begin(), paths.end(), key.path) - paths.begin()));
        yield.report.themes[t].attributes[key.path] = key.fill;
      }
      yield.keys[t] = {};
    }
    yield.keys_known = true;
  }
}

std::vector<std::byte> RecordStore::piece(const FileYield& yield, std::size_t index) const {
  std::vector<std::byte> records = buckets_.piece(yield.bucket, index);
  if (yield.in_first_frame) shift_records(records, shift_mm_.first, shift_mm_.second);
  if (yield.keys_known) remap_keys(records, yield.key_maps);
  return records;
}

namespace {

// Calls visit(yield, number, record) for the records of which there may be copies.
template <class Visit>
void each_identifiable(const RecordStore& store, const std::vector<FileYield>& yields, Visit visit) {
  for (std::size_t y = 0; y < yields.size(); ++y) {
    std::uint64_t number = 0;
    for (std::size_t k = 0; k < store.pieces(yields[y]); ++k)
      for_each_record(store.piece(yields[y], k), [&](const RecordView& record) {
        if (!record.id().empty() || !record.points().empty()) visit(y, number, record);
        ++number;
      });
  }
}

// Identities that stand more than once, ascending, on all ranks. The bulk of them, which stand once, cost 8 bytes each.
std::vector<std::uint64_t> repeated_identities(const Comm& comm,
                                               const std::vector<std::vector<std::uint64_t>>& identities) {
  std::vector<std::uint64_t> repeated;
  {
    std::vector<std::uint64_t> mine;
    for (const auto& row : comm.all_to_all_of(identities)) mine.insert(mine.end(), row.begin(), row.end());
    std::sort(mine.begin(), mine.end());
    for (std::size_t i = 1; i < mine.size(); ++i)
      if (mine[i] == mine[i - 1] && (repeated.empty() || repeated.back() != mine[i])) repeated.push_back(mine[i]);
  }
  repeated = comm.all_gather_of<std::uint64_t>(repeated);
  std::sort(repeated.begin(), repeated.end());
  return repeated;
}

}  // namespace

void find_copies(const Comm& comm, const RecordStore& store, std::vector<FileYield>& yields) {
  const auto ranks = static_cast<std::size_t>(comm.size());
  std::vector<std::vector<std::uint64_t>> identities(ranks);
  comm.agree([&] {
    each_identifiable(store, yields, [&](std::size_t, std::uint64_t, const RecordView& record) {
      const std::uint64_t identity = identity_of(record);
      identities[identity % ranks].push_back(identity);
    });
  });
  const std::vector<std::uint64_t> repeated = repeated_identities(comm, identities);
  if (repeated.empty()) return;
  std::vector<std::vector<Claim>> claims(ranks);
  comm.agree([&] {
    each_identifiable(store, yields, [&](std::size_t y, std::uint64_t number, const RecordView& record) {
      const std::uint64_t identity = identity_of(record);
      if (std::binary_search(repeated.begin(), repeated.end(), identity))
        claims[identity % ranks].push_back({identity, record.header().file, record.header().line, y, number});
    });
  });
  for (const auto& row : comm.all_to_all_of(losers(comm.all_to_all_of(claims))))
    for (const Claim& claim : row) yields[claim.yield].lost.push_back(claim.record);
  for (FileYield& yield : yields) std::sort(yield.lost.begin(), yield.lost.end());
}

namespace {

// Reads records file by file and sorts them by the rank that owns their leaf.
class Outgoing {
 public:
  Outgoing(const RecordStore& store, std::vector<FileYield>& yields) : store_(store), yields_(yields) {}

  /// Adds the next records to the rows, at least `round_bytes` of them; whether there are more.
  bool fill(const GridFrame& frame, const LeafCuts& cuts, std::vector<std::vector<std::byte>>& rows) {
    for (std::size_t bytes = 0; yield_ < yields_.size() && bytes < round_bytes;) {
      if (piece_ == store_.pieces(yields_[yield_])) {
        ++yield_;
        piece_ = 0;
        number_ = 0;
        continue;
      }
      const std::vector<std::byte> records = store_.piece(yields_[yield_], piece_++);
      bytes += records.size();
      for_each_record(records, [&](const RecordView& record) {
        if (is_lost(yields_[yield_])) return count_copy(record, yields_[yield_].report);
        auto& row = rows[static_cast<std::size_t>(cuts.owner(key_of(frame, record)))];
        row.insert(row.end(), record.bytes().begin(), record.bytes().end());
      });
    }
    return yield_ < yields_.size();
  }

 private:
  static constexpr std::size_t round_bytes = std::size_t{8} << 20;

  bool is_lost(const FileYield& yield) { return std::binary_search(yield.lost.begin(), yield.lost.end(), number_++); }

  const RecordStore& store_;
  std::vector<FileYield>& yields_;
  std::size_t yield_{0};
  std::size_t piece_{0};
  std::uint64_t number_{0};  ///< of the next record in its file
};

}  // namespace

void deliver_records(const Comm& comm, const LeafRuns& leaves, const RecordStore& store, std::vector<FileYield>& yields,
                     DeliveredRecords& delivered) {
  Outgoing outgoing(store, yields);
  for (bool more = true; comm.any(more);) {
    std::vector<std::vector<std::byte>> rows(static_cast<std::size_t>(comm.size()));
    comm.agree([&] { more = outgoing.fill(leaves.frame(), leaves.cuts(), rows); });
    const ByteRows got = comm.all_to_all(rows);
    comm.agree([&] {
      for_each_record(got.bytes, [&](const RecordView& record) {
        const RecordHeader& header = record.header();
        const std::size_t run = leaves.run_of(key_of(leaves.frame(), record));
        delivered.buckets.add(delivered.bucket(header.theme, run), record.bytes());
        add_size(header, delivered.sizes[static_cast<std::size_t>(header.theme)]);
        delivered.files.emplace(header.theme, header.file);
      });
    });
  }
}

City rows_of(std::span<const std::byte> records, Theme theme, const AttributeTable& keys, const GridFrame& frame) {
  struct Located {
    LeafKey key;
    const std::byte* at;
  };
  std::vector<Located> order;
  for_each_record(records, [&](const RecordView& record) {
    order.push_back({key_of(frame, record), record.bytes().data()});
  });
  // Records that are equal in all of these stand in one file and keep their order there.
  std::stable_sort(order.begin(), order.end(), [](const Located& a, const Located& b) {
    if (a.key != b.key) return a.key < b.key;
    const RecordView left(a.at);
    const RecordView right(b.at);
    if (left.id() != right.id()) return left.id() < right.id();
    return std::tie(left.header().file, left.header().line) < std::tie(right.header().file, right.header().line);
  });
  City piece;
  piece.layer(theme).attributes.keys = keys.keys;
  LayerBuilder builder(piece);
  for (const Located& located : order) builder.add(RecordView(located.at));
  return piece;
}

void append_typed_columns(const City& piece, City& city) {
  const auto append = [](auto& to, const auto& rows) { to.insert(to.end(), rows.begin(), rows.end()); };
  BuildingColumns& b = city.buildings;
  append(b.usage, piece.buildings.usage);
  append(b.building_class, piece.buildings.building_class);
  append(b.structure, piece.buildings.structure);
  append(b.storeys_above_ground, piece.buildings.storeys_above_ground);
  append(b.storeys_below_ground, piece.buildings.storeys_below_ground);
  append(b.year_of_construction, piece.buildings.year_of_construction);
  append(b.height_m, piece.buildings.height_m);
  append(b.floor_area_m2, piece.buildings.floor_area_m2);
  append(b.footprint_area_m2, piece.buildings.footprint_area_m2);
  append(b.base_m, piece.buildings.base_m);
  append(b.top_m, piece.buildings.top_m);
  append(b.lod, piece.buildings.lod);
  append(b.parts, piece.buildings.parts);
  append(b.x_mm, piece.buildings.x_mm);
  append(b.y_mm, piece.buildings.y_mm);
  append(city.roads.function, piece.roads.function);
  append(city.roads.section_type, piece.roads.section_type);
  append(city.roads.width_m, piece.roads.width_m);
  append(city.roads.lanes, piece.roads.lanes);
  append(city.roads.lod, piece.roads.lod);
  append(city.land_use.code, piece.land_use.code);
  append(city.land_use.area_m2, piece.land_use.area_m2);
}

ImportReport merge_reports(const Comm& comm, const std::vector<FileYield>& yields) {
  // Some files at a time, so that the first rank never holds what is said of all.
  constexpr std::uint32_t files_a_round = 64;
  ImportReport report;
  std::int64_t last = -1;
  for (const FileYield& yield : yields) last = std::max<std::int64_t>(last, yield.file);
  last = comm.max(last);
  for (std::int64_t first = 0; first <= last; first += files_a_round) {
    SortedJson mine = SortedJson::array();
    for (const FileYield& yield : yields)
      if (yield.file >= first && yield.file < first + files_a_round) mine.push_back(report_to_json(yield));
    const ByteRows rows = comm.gather(bytes_of(json_text(mine)));
    if (!comm.first()) continue;
    std::vector<SortedJson> files;
    for (std::size_t r = 0; r + 1 < rows.offsets.size(); ++r)
      for (SortedJson& file : parsed_row(rows, r)) files.push_back(std::move(file));
    std::sort(files.begin(), files.end(),
              [](const SortedJson& a, const SortedJson& b) { return a["file"] < b["file"]; });
    for (const SortedJson& file : files) add_report(report, file);
  }
  return report;
}

}  // namespace machi
