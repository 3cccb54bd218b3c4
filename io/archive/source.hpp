/// \file  Bytes of input files, wherever they lie: a folder, a plain file, or an archive that is read in place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace machi {

/// A stream of bytes that is read once, from its start to its end, by one thread.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills `into` from its start and returns the count, which may be less than its size; 0 only at the end (or for an
  /// empty span). Throws InputError, naming the file, where it is truncated, corrupt or encrypted.
  virtual std::size_t read(std::span<char> into) = 0;
};

/// One file of an input.
struct FileEntry {
  std::string name;        ///< path on disk, or archive.zip/inner/path: what errors show
  std::string inner_path;  ///< path below the input, parts divided by '/'; for a plain file its file name
  std::uint64_t size{0};   ///< bytes; 0 where the archive does not say
};

using PickFile = std::function<bool(const FileEntry& entry, std::uint64_t index)>;
using VisitFile = std::function<void(const FileEntry& entry, ByteSource& bytes)>;

/// Visits the files of `input`: a folder's recursively, sorted by path; those of an archive (.zip, .tar, .tar.gz,
/// .tar.xz, .tar.zst, .tar.bz2; told by content) in its own order; the content of a file that is only compressed (.gz,
/// .xz, .zst, .bz2); else the file itself. `index` counts all files from 0, so that ranks can share them out. `pick`
/// decides whether an entry is opened; `visit` gets the opened entry's bytes and need not read them all.
///
/// Names in archives are UTF-8, or CP932 (Shift_JIS) that is turned into UTF-8. A symbolic link in a folder is passed
/// over when its target lies in the folder, where it is visited anyway; links in archives are passed over as well.
/// Entries are streamed: memory does not depend on what an archive unpacks to, only on the dictionary that a .xz (at
/// most 1 GiB; 64 MiB by `xz -9`) or a .zst (at most 128 MiB) asks for, above which it is refused.
///
/// Throws InputError for a path that does not exist, a link or an entry that leaves the folder, and a truncated,
/// corrupt or encrypted archive. Local: any thread.
void visit_files(const std::string& input, const PickFile& pick, const VisitFile& visit);

/// The same for an archive whose bytes are in memory; `name` is what errors show.
void visit_archive(std::string_view bytes, const std::string& name, const PickFile& pick, const VisitFile& visit);

/// A plain file on disk, as it is. Throws InputError where it cannot be opened.
std::unique_ptr<ByteSource> open_file(const std::string& path);

/// Opens the same bytes once more.
using OpenBytes = std::function<std::unique_ptr<ByteSource>()>;

/// Bytes in memory, which must outlive the source.
std::unique_ptr<ByteSource> open_memory(std::string_view bytes);

/// The rest of a source as one string. Throws InputError(name, …) when it holds more than `limit` bytes.
std::string read_all(ByteSource& source, const std::string& name, std::uint64_t limit);

/// What a file is.
enum class InputKind {
  citygml,         ///< XML whose root is CityModel
  cityjson,        ///< JSON of type CityJSON
  code_list,       ///< gml:Dictionary
  geojson,         ///< FeatureCollection, or one Feature
  shelter_csv,     ///< a table with latitude and longitude
  people_csv,      ///< a table with mesh codes
  osm_xml,         ///< OpenStreetMap XML
  osm_pbf,         ///< OpenStreetMap protocol buffers
  shapefile,       ///< the .shp itself
  shapefile_part,  ///< .shx, .dbf, .prj, .cpg … beside a .shp
  water_frames,    ///< docs/formats/water_frames.md
  matsim_network,  ///< XML whose root is network
  matsim_people,   ///< XML whose root is population or plans
  sumo_network,    ///< XML whose root is net
  sumo_routes,     ///< XML whose root is routes, trips, additional or add
  tntp_network,    ///< metadata with a number of links
  tntp_trips,      ///< metadata with a total flow
  gtfs_table,      ///< a table of a timetable as GTFS
  archive,         ///< zip, tar or a compressed file
  picture,         ///< PNG, JPEG, TIFF, …
  document,        ///< PDF
  other_xml,
  other_json,
  other_csv,
  empty,
  unknown
};

/// A 3D city model: CityGML or CityJSON.
inline bool is_city_model(InputKind kind) {
  return kind == InputKind::citygml || kind == InputKind::cityjson;
}

/// How many bytes of a file sniff() needs to see (or the whole file where it is shorter).
inline constexpr std::size_t sniff_bytes = 65536;

/// Says what a file is from its first bytes; `name` only breaks ties. Throws nothing.
InputKind sniff(std::string_view name, std::string_view first_bytes);

/// The first bytes of a source, for sniff(), and the source again from its start.
class ReplayedSource final : public ByteSource {
 public:
  explicit ReplayedSource(ByteSource& source);
  std::string_view head() const { return head_; }
  std::size_t read(std::span<char> into) override;

 private:
  ByteSource& source_;
  std::string head_;
  std::size_t given_{0};
};

/// Whether a path lies in one of the folders that a published PLATEAU city has beside udx/ and codelists/ and that no
/// import needs: specification, metadata, schemas, misc and textures (*_appearance).
bool is_beside_the_model(std::string_view inner_path);

/// For people: "CityGML", "OpenStreetMap XML", …
std::string_view name_of(InputKind kind);

}  // namespace machi
