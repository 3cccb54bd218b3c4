#include "io/hdf5/input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "engine/core/error.hpp"
#include "io/hdf5/handle.hpp"

namespace machi {
namespace {

// No filter that we read expands more than deflate does (1,032 times); a shape beyond that is damage, and must not
// become an allocation.
constexpr std::uint64_t largest_expansion = 1100;

const char* class_name(H5T_class_t type) {
  switch (type) {
    case H5T_INTEGER:
      return "integer";
    case H5T_FLOAT:
      return "floating point";
    case H5T_STRING:
      return "string";
    default:
      return "compound";
  }
}

std::string type_name(hid_t type) {
  const H5T_class_t kind = H5Tget_class(type);
  return fmt::format("{} of {} bytes", class_name(kind), H5Tget_size(type));
}

void check_is_hdf5(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) throw InputError(path, "is a folder. Name a file");
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(path, fmt::format("cannot be opened ({}). Check the name", std::strerror(errno)));
  char magic[8] = {};
  file.read(magic, sizeof magic);
  if (file.gcount() != sizeof magic || std::memcmp(magic, "\x89HDF\r\n\x1a\n", sizeof magic) != 0)
    throw InputError(path, "is not an HDF5 file. Name a file that machi wrote");
}

}  // namespace

struct H5Input::File {
  Handle id;
  std::uint64_t bytes{0};
  Handle dataset(const std::string& name) const { return {H5Dopen2(id.get(), name.c_str(), H5P_DEFAULT), H5Dclose}; }
};

H5Input::H5Input(std::string path, std::string group)
    : path_(std::move(path)), group_(std::move(group)), file_(std::make_unique<File>()) {
  start_hdf5();
  check_is_hdf5(path_);
  file_->id = Handle(H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file_->id.valid()) throw InputError(path_, "is truncated or damaged. Make it again");
  file_->bytes = std::filesystem::file_size(path_);
  if (!group_.empty() && H5Lexists(file_->id.get(), group_.c_str(), H5P_DEFAULT) <= 0)
    throw InputError(path_ + ":" + group_, "is missing. Name a file that has this group");
}

H5Input::~H5Input() = default;
H5Input::H5Input(H5Input&&) noexcept = default;

void H5Input::fail(const std::string& object, const std::string& problem) const {
  throw InputError(path_ + ":" + object, problem);
}

bool H5Input::has(const std::string& name) const {
  const std::string object = full(name);
  for (std::size_t end = object.find('/', 1);; end = object.find('/', end + 1)) {
    if (H5Lexists(file_->id.get(), object.substr(0, end).c_str(), H5P_DEFAULT) <= 0) return false;
    if (end == std::string::npos) return true;
  }
}

std::vector<std::uint64_t> H5Input::shape(const std::string& dataset) const {
  if (!has(dataset)) fail(dataset, "is missing (made by another program, or an older one). Make the file again");
  const Handle opened = file_->dataset(full(dataset));
  if (!opened.valid()) fail(dataset, "cannot be opened (damaged). Make the file again");
  const Handle space(H5Dget_space(opened.get()), H5Sclose);
  const int axes = H5Sget_simple_extent_ndims(space.get());
  if (axes < 1) fail(dataset, "has no axes. Make the file again");
  std::vector<hsize_t> lengths(static_cast<std::size_t>(axes));
  H5Sget_simple_extent_dims(space.get(), lengths.data(), nullptr);
  return {lengths.begin(), lengths.end()};
}

bool H5Input::is_group(const std::string& object) const {
  const Handle opened(H5Oopen(file_->id.get(), full(object).c_str(), H5P_DEFAULT), H5Oclose);
  return opened.valid() && H5Iget_type(opened.get()) == H5I_GROUP;
}

std::optional<Element> H5Input::element(const std::string& object) const {
  const Handle opened(H5Oopen(file_->id.get(), full(object).c_str(), H5P_DEFAULT), H5Oclose);
  if (!opened.valid() || H5Iget_type(opened.get()) != H5I_DATASET) return {};
  const Handle type(H5Dget_type(opened.get()), H5Tclose);
  for (const Element element : {Element::u8, Element::u16, Element::u32, Element::u64, Element::i8, Element::i16,
                                Element::i32, Element::i64, Element::f32, Element::f64})
    if (H5Tequal(type.get(), file_type(element)) > 0) return element;
  return {};
}

std::vector<std::string> H5Input::children(const std::string& group) const {
  if (group != "/" && !has(group)) fail(group, "is missing. Make the file again");
  const Handle opened(H5Gopen2(file_->id.get(), full(group).c_str(), H5P_DEFAULT), H5Gclose);
  std::vector<std::string> names;
  const auto visit = [](hid_t, const char* name, const H5L_info_t*, void* to) -> herr_t {
    static_cast<std::vector<std::string>*>(to)->emplace_back(name);
    return 0;
  };
  if (!opened.valid() || H5Literate(opened.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, visit, &names) < 0)
    fail(group, "cannot be listed (damaged). Make the file again");
  std::sort(names.begin(), names.end());
  return names;
}

std::uint64_t H5Input::elements(const std::string& dataset, Element element, RowRange range) const {
  const std::vector<std::uint64_t> lengths = shape(dataset);
  std::uint64_t row_elements = 1;
  bool sane = true;
  const std::uint64_t limit = file_->bytes * largest_expansion;
  for (std::size_t axis = lengths.size(); axis-- > 0;) {
    if (axis > 0) row_elements *= lengths[axis];
    sane = sane && row_elements <= limit && lengths[axis] <= limit / std::max<std::uint64_t>(row_elements, 1);
    if (!sane) fail(dataset, "claims more rows than the file can hold (damaged). Make the file again");
  }
  const Handle opened = file_->dataset(full(dataset));
  const Handle type(H5Dget_type(opened.get()), H5Tclose);
  if (H5Tequal(type.get(), file_type(element)) <= 0)
    fail(dataset, fmt::format("holds {} where {} is expected (another version of the format?). Make the file again",
                              type_name(type.get()), name_of(element)));
  const std::uint64_t first = std::min(range.first, lengths[0]);
  return std::min(range.count, lengths[0] - first) * row_elements;
}

std::vector<std::byte> H5Input::read_bytes(const std::string& dataset, Element element, RowRange range) const {
  std::vector<std::byte> bytes(elements(dataset, element, range) * size_of(element));
  read_into(dataset, element, range, bytes);
  return bytes;
}

void H5Input::read_into(const std::string& dataset, Element element, RowRange range, std::span<std::byte> into) const {
  if (into.empty()) return;
  const Handle opened = file_->dataset(full(dataset));
  const Handle space(H5Dget_space(opened.get()), H5Sclose);
  std::vector<std::uint64_t> lengths = shape(dataset);
  std::vector<hsize_t> start(lengths.size(), 0);
  std::vector<hsize_t> count(lengths.begin(), lengths.end());
  start[0] = range.first;
  count[0] = std::min(range.count, lengths[0] - range.first);
  H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
  const Handle memory(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose);
  if (H5Dread(opened.get(), memory_type(element), memory.get(), space.get(), H5P_DEFAULT, into.data()) < 0)
    fail(dataset, "cannot be read (truncated or damaged). Make the file again");
}

std::vector<std::uint64_t> H5Input::read_offsets(const std::string& dataset, RowRange range) const {
  if (range.count != UINT64_MAX) ++range.count;
  std::vector<std::uint64_t> offsets = read<std::uint64_t>(dataset, range);
  if (offsets.empty() || !std::is_sorted(offsets.begin(), offsets.end()))
    fail(dataset, "is no ascending list of offsets (damaged). Make the file again");
  return offsets;
}

StringTable H5Input::read_strings(const std::string& dataset, RowRange range) const {
  StringTable table;
  table.begin = read_offsets(dataset + "_begin", range);
  const std::uint64_t first = table.begin.front();
  const std::uint64_t bytes = table.begin.back() - first;
  const auto text = read<std::uint8_t>(dataset, {first, bytes});
  if (text.size() != bytes) fail(dataset, "ends before its last row (damaged). Make the file again");
  table.text.assign(text.begin(), text.end());
  for (std::uint64_t& offset : table.begin) offset -= first;
  return table;
}

std::vector<std::string> H5Input::read_string_list(const std::string& dataset) const {
  const StringTable table = read_strings(dataset);
  std::vector<std::string> list;
  for (std::uint64_t i = 0; i < table.size(); ++i) list.emplace_back(table.at(i));
  return list;
}

bool H5Input::has_attribute(const std::string& object, const std::string& name) const {
  return (object == "/" || has(object)) &&
         H5Aexists_by_name(file_->id.get(), full(object).c_str(), name.c_str(), H5P_DEFAULT) > 0;
}

namespace {

Handle open_attribute(hid_t file, const std::string& object, const std::string& name) {
  return {H5Aopen_by_name(file, object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose};
}

}  // namespace

std::string H5Input::text_attribute(const std::string& object, const std::string& name) const {
  const Handle attribute = open_attribute(file_->id.get(), full(object), name);
  if (!attribute.valid()) fail(object, fmt::format("has no attribute {}. Make the file again", name));
  const Handle type(H5Aget_type(attribute.get()), H5Tclose);
  if (H5Tget_class(type.get()) != H5T_STRING || H5Tis_variable_str(type.get()) > 0)
    fail(object, fmt::format("attribute {} is no fixed string. Make the file again", name));
  std::string text(std::min<std::size_t>(H5Tget_size(type.get()), std::size_t{1} << 20), '\0');
  if (text.size() != H5Tget_size(type.get()) || H5Aread(attribute.get(), type.get(), text.data()) < 0)
    fail(object, fmt::format("attribute {} cannot be read (damaged). Make the file again", name));
  text.resize(std::strlen(text.c_str()));
  return text;
}

std::int64_t H5Input::integer_attribute(const std::string& object, const std::string& name) const {
  const Handle attribute = open_attribute(file_->id.get(), full(object), name);
  std::int64_t value = 0;
  if (!attribute.valid() || H5Aread(attribute.get(), H5T_NATIVE_INT64, &value) < 0)
    fail(object, fmt::format("has no whole number as attribute {}. Make the file again", name));
  return value;
}

double H5Input::number_attribute(const std::string& object, const std::string& name) const {
  const Handle attribute = open_attribute(file_->id.get(), full(object), name);
  double value = 0;
  if (!attribute.valid() || H5Aread(attribute.get(), H5T_NATIVE_DOUBLE, &value) < 0)
    fail(object, fmt::format("has no number as attribute {}. Make the file again", name));
  return value;
}

}  // namespace machi
