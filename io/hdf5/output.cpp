#include "io/hdf5/output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <filesystem>
#include <functional>

#include "engine/core/error.hpp"
#include "io/hdf5/aside_driver.hpp"
#include "io/hdf5/chunks.hpp"
#include "io/hdf5/handle.hpp"

namespace machi {
namespace {

// Packed bytes on their way to the first rank at one time.
constexpr std::uint64_t bytes_in_flight = std::uint64_t{16} << 20;

std::string reason(int error) {
  const char* advice = error == ENOSPC || error == EDQUOT ? "free space or choose another disk"
                       : error == EFBIG                   ? "raise the limit of file size (ulimit -f)"
                       : error == EACCES || error == EROFS || error == EPERM ? "choose a folder that you may write to"
                                                                             : "check the disk";
  return fmt::format("cannot be written ({}). Nothing was changed; {}", std::strerror(error), advice);
}

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

void sync_folder(const std::string& path) {
  const int descriptor = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);  // some file systems refuse this for folders; the rename itself has succeeded
  ::close(descriptor);
}

void check_target(const std::string& path, bool force) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) throw UsageError(path + ": is a folder. Name a file to write");
  if (!force && std::filesystem::exists(path, ignored))
    throw UsageError(path + ": exists already. Name another file, or use --force to replace it");
  const std::string folder = folder_of(path);
  if (!std::filesystem::is_directory(folder, ignored))
    throw OutputError(path, fmt::format("folder {} does not exist. Make it first", folder));
  if (::access(folder.c_str(), W_OK | X_OK) != 0) throw OutputError(path, reason(errno));
}

}  // namespace

/// The file on the first rank. Its functions throw OutputError.
struct H5Output::File {
  explicit File(std::string final_path);
  ~File();
  void commit();
  Handle create_dataset(const std::string& dataset, Element element, std::uint64_t rows, const ColumnMeta& meta,
                        const ColumnShape& shape, bool chunked);
  void write_plain(const std::string& dataset, Element element, std::span<const std::byte> bytes, std::uint64_t rows,
                   const ColumnMeta& meta, const ColumnShape& shape);
  void write_chunk(const Handle& dataset, std::size_t dimensions, std::uint64_t row, std::span<const std::byte> bytes,
                   std::uint32_t skipped_filters);
  void attribute(const std::string& object, const std::string& name, hid_t file_type, hid_t memory_type,
                 const void* value);
  void text_attribute(hid_t object, const std::string& name, const std::string& value);
  Handle open_or_make(const std::string& object);
  /// The name from the root of the file.
  std::string full(const std::string& object) const { return object == "/" && !group.empty() ? group : group + object; }
  /// Throws where the call before failed, or a write to the disk has.
  void expect(bool well, std::string_view what) const;

  std::string path;
  std::string aside;
  std::string group;  ///< that stands for the root
  int error{0};       ///< of the operating system; before `file`, which needs it until closed
  Handle file;
};

H5Output::File::File(std::string final_path)
    : path(std::move(final_path)), aside(fmt::format("{}.tmp.{}", path, ::getpid())) {
  start_hdf5();
  std::error_code ignored;
  std::filesystem::remove(aside, ignored);
  const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
  H5Pset_obj_track_times(creation.get(), false);
  file = create_aside(aside, creation.get(), error);
  if (!file.valid()) std::filesystem::remove(aside, ignored);
  expect(file.valid(), "make the file");
}

H5Output::File::~File() {
  file.reset();  // ends even on a full disk: see aside_driver.hpp
  std::error_code ignored;
  if (!aside.empty()) std::filesystem::remove(aside, ignored);
}

void H5Output::File::expect(bool well, std::string_view what) const {
  if (error != 0) throw OutputError(path, reason(error));
  if (!well) throw OutputError(path, fmt::format("HDF5 could not {}. Check the disk and the memory", what));
}

void H5Output::File::commit() {
  expect(file.reset(), "close the file");
  const int descriptor = ::open(aside.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0 || ::fsync(descriptor) != 0) error = errno;
  if (descriptor >= 0) ::close(descriptor);
  expect(true, "sync the file");
  if (::rename(aside.c_str(), path.c_str()) != 0) throw OutputError(path, reason(errno));
  aside.clear();
  sync_folder(path);
}

Handle H5Output::File::create_dataset(const std::string& dataset, Element element, std::uint64_t rows,
                                      const ColumnMeta& meta, const ColumnShape& shape, bool chunked) {
  std::vector<hsize_t> lengths{rows};
  lengths.insert(lengths.end(), meta.row_shape.begin(), meta.row_shape.end());
  const Handle space(H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), nullptr), H5Sclose);
  const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(creation.get(), false);
  H5Pset_attr_phase_change(creation.get(), 8, 6);
  if (chunked) {
    lengths[0] = shape.chunk_rows(rows);
    H5Pset_chunk(creation.get(), static_cast<int>(lengths.size()), lengths.data());
    if (shuffles(element)) H5Pset_shuffle(creation.get());
    H5Pset_deflate(creation.get(), deflate_level);
    H5Pset_fill_time(creation.get(), H5D_FILL_TIME_NEVER);
  }
  const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(links.get(), 1);
  Handle made(H5Dcreate2(file.get(), full(dataset).c_str(), file_type(element), space.get(), links.get(),
                         creation.get(), H5P_DEFAULT),
              H5Dclose);
  expect(made.valid(), "make dataset " + dataset);
  text_attribute(made.get(), "unit", meta.unit);
  text_attribute(made.get(), "description", meta.description);
  text_attribute(made.get(), "dimensions", meta.dimensions);
  if (!meta.values.empty()) text_attribute(made.get(), "values", meta.values);
  return made;
}

void H5Output::File::write_plain(const std::string& dataset, Element element, std::span<const std::byte> bytes,
                                 std::uint64_t rows, const ColumnMeta& meta, const ColumnShape& shape) {
  const Handle made = create_dataset(dataset, element, rows, meta, shape, false);
  if (bytes.empty()) return;
  expect(H5Dwrite(made.get(), memory_type(element), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()) >= 0,
         "write dataset " + dataset);
}

void H5Output::File::write_chunk(const Handle& dataset, std::size_t dimensions, std::uint64_t row,
                                 std::span<const std::byte> bytes, std::uint32_t skipped_filters) {
  std::vector<hsize_t> offset(dimensions, 0);
  offset[0] = row;
  expect(H5Dwrite_chunk(dataset.get(), H5P_DEFAULT, skipped_filters, offset.data(), bytes.size(), bytes.data()) >= 0,
         "write a chunk");
}

Handle H5Output::File::open_or_make(const std::string& name) {
  const std::string object = full(name);
  if (object != "/" && H5Lexists(file.get(), object.c_str(), H5P_DEFAULT) <= 0) {
    const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
    H5Pset_create_intermediate_group(links.get(), 1);
    const Handle made(H5Gcreate2(file.get(), object.c_str(), links.get(), H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
    expect(made.valid(), "make group " + object);
  }
  return {H5Oopen(file.get(), object.c_str(), H5P_DEFAULT), H5Oclose};
}

void H5Output::File::text_attribute(hid_t object, const std::string& name, const std::string& value) {
  const Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.get(), value.size() + 1);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle made(H5Acreate2(object, name.c_str(), type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  expect(made.valid() && H5Awrite(made.get(), type.get(), value.c_str()) >= 0, "write attribute " + name);
}

void H5Output::File::attribute(const std::string& object, const std::string& name, hid_t file_type, hid_t memory_type,
                               const void* value) {
  const Handle opened = open_or_make(object);
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle made(H5Acreate2(opened.get(), name.c_str(), file_type, space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  expect(made.valid() && H5Awrite(made.get(), memory_type, value) >= 0, "write attribute " + name);
}

void check_output(const Comm& comm, const std::string& path, bool force) {
  comm.agree([&] {
    if (comm.first()) check_target(path, force);
  });
}

H5Output::H5Output(const Comm& comm, std::string path, bool force) : comm_(comm), path_(std::move(path)) {
  comm_.agree([&] {
    if (!comm_.first()) return;
    check_target(path_, force);
    file_ = std::make_unique<File>(path_);
  });
}

H5Output::~H5Output() = default;

void H5Output::commit() {
  comm_.agree([&] {
    if (file_) file_->commit();
  });
  file_.reset();
}

void H5Output::enter(const std::string& group) {
  if (file_) file_->group = group;
}

void H5Output::attribute(const std::string& object, const std::string& name, const std::string& value) {
  comm_.agree([&] {
    if (file_) file_->text_attribute(file_->open_or_make(object).get(), name, value);
  });
}

void H5Output::attribute(const std::string& object, const std::string& name, std::int64_t value) {
  comm_.agree([&] {
    if (file_) file_->attribute(object, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
  });
}

void H5Output::attribute(const std::string& object, const std::string& name, double value) {
  comm_.agree([&] {
    if (file_) file_->attribute(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value);
  });
}

namespace {

// Sends the chunks of all ranks to the first one in the order of the file, some at a time, and calls
// `write(index, bytes, skipped_filters)` there for each. Collective.
void deliver_chunks(const Comm& comm, std::vector<PackedChunk> mine,
                    const std::function<void(std::uint64_t, std::span<const std::byte>, std::uint32_t)>& write) {
  struct Label {
    std::uint32_t rank;
    std::uint32_t skipped_filters;
    std::uint64_t size;
  };
  std::vector<Label> my_labels;
  for (const PackedChunk& chunk : mine)
    my_labels.push_back({static_cast<std::uint32_t>(comm.rank()), chunk.skipped_filters, chunk.bytes.size()});
  const std::vector<Label> all = comm.all_gather_of<Label>(my_labels);
  std::uint64_t next = 0;
  std::size_t next_mine = 0;
  if (comm.first())  // its own need no journey
    for (; next_mine < mine.size(); ++next_mine) {
      write(next_mine, mine[next_mine].bytes, mine[next_mine].skipped_filters);
      mine[next_mine] = {};
    }
  while (next < all.size() && all[next].rank == 0) ++next;
  while (next < all.size()) {
    const std::uint64_t begin = next;
    std::vector<std::byte> parcel;
    for (std::uint64_t bytes = 0; next < all.size() && (next == begin || bytes + all[next].size <= bytes_in_flight);
         ++next) {
      bytes += all[next].size;
      if (all[next].rank != static_cast<std::uint32_t>(comm.rank())) continue;
      parcel.insert(parcel.end(), mine[next_mine].bytes.begin(), mine[next_mine].bytes.end());
      mine[next_mine++] = {};
    }
    const ByteRows got = comm.gather(parcel);
    if (!comm.first()) continue;
    std::uint64_t at = 0;
    for (std::uint64_t i = begin; i < next; at += all[i++].size)
      write(i, std::span(got.bytes).subspan(at, all[i].size), all[i].skipped_filters);
  }
}

}  // namespace

GrowingColumn H5Output::begin_column(const std::string& dataset, Element element, std::uint64_t rows,
                                     const ColumnMeta& meta) {
  ColumnShape shape{element, 1};
  for (const std::uint64_t length : meta.row_shape) shape.row_elements *= length;
  if (shape.row_elements == 0) throw RunError(fmt::format("{}: has rows of no length", dataset));
  const ColumnPlace place{static_cast<std::uint64_t>(comm_.sum_below(static_cast<std::int64_t>(rows))), rows,
                          static_cast<std::uint64_t>(comm_.sum(static_cast<std::int64_t>(rows)))};
  return {dataset, meta, ColumnPacker(shape, place)};
}

void H5Output::end_column(GrowingColumn growing) {
  const std::string& dataset = growing.dataset;
  PackedColumn column;
  comm_.agree([&] { column = growing.packer.take(); });
  const ColumnShape shape = column.shape;
  const std::uint64_t rows = column.place.total;
  if (rows * shape.row_bytes() <= plain_column_bytes) {
    const ByteRows all = comm_.gather(column.head);
    comm_.agree([&] {
      if (file_) file_->write_plain(dataset, shape.element, all.bytes, rows, growing.meta, shape);
    });
    return;
  }
  join_heads(comm_, column);
  std::exception_ptr failure;  // kept until all chunks have arrived, so that no rank waits for another
  Handle made;
  const auto keep_failure = [&](const auto& work) {
    try {
      if (!failure) work();
    } catch (...) {
      failure = std::current_exception();
    }
  };
  if (file_)
    keep_failure([&] { made = file_->create_dataset(dataset, shape.element, rows, growing.meta, shape, true); });
  const std::uint64_t chunk_rows = shape.chunk_rows(rows);
  const std::size_t dimensions = 1 + growing.meta.row_shape.size();
  deliver_chunks(comm_, std::move(column.chunks),
                 [&](std::uint64_t index, std::span<const std::byte> bytes, std::uint32_t skip) {
                   keep_failure([&] { file_->write_chunk(made, dimensions, index * chunk_rows, bytes, skip); });
                 });
  comm_.agree([&] {
    if (failure) std::rethrow_exception(failure);
  });
}

void H5Output::write_bytes(const std::string& dataset, Element element, std::span<const std::byte> mine,
                           const ColumnMeta& meta) {
  std::uint64_t row_bytes = size_of(element);
  for (const std::uint64_t length : meta.row_shape) row_bytes *= length;
  if (row_bytes == 0 || mine.size() % row_bytes != 0)
    throw RunError(fmt::format("{}: {} bytes are no whole rows", dataset, mine.size()));
  GrowingColumn column = begin_column(dataset, element, mine.size() / row_bytes, meta);
  comm_.agree([&] { column.packer.add(mine); });
  end_column(std::move(column));
}

void H5Output::write_offsets(const std::string& dataset, std::vector<std::uint64_t> mine, const ColumnMeta& meta) {
  if (mine.empty()) mine.push_back(0);
  const std::int64_t base = comm_.sum_below(static_cast<std::int64_t>(mine.back()));
  if (comm_.rank() + 1 < comm_.size()) mine.pop_back();  // the last rank alone writes the end
  for (std::uint64_t& offset : mine) offset += static_cast<std::uint64_t>(base);
  write_column(dataset, mine, meta);
}

ColumnMeta begin_meta(const std::string& dataset, const ColumnMeta& meta) {
  return {"byte", "row k of " + dataset + " is its bytes [begin[k], begin[k + 1])", meta.dimensions + " + 1"};
}

ColumnMeta text_meta(const ColumnMeta& meta) {
  ColumnMeta text = meta;
  text.unit = "UTF-8";
  text.dimensions = "byte";
  return text;
}

void H5Output::write_strings(const std::string& dataset, const StringTable& mine, const ColumnMeta& meta) {
  write_offsets<std::uint64_t>(dataset + "_begin", mine.begin, begin_meta(dataset, meta));
  write_column(dataset, std::span(reinterpret_cast<const std::uint8_t*>(mine.text.data()), mine.text.size()),
               text_meta(meta));
}

void H5Output::write_strings(const std::string& dataset, const std::vector<std::string>& rows_of_first,
                             const ColumnMeta& meta) {
  StringTable table;
  if (comm_.first())
    for (const std::string& row : rows_of_first) table.add(row);
  write_strings(dataset, table, meta);
}

}  // namespace machi
