#include "io/hdf5/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "engine/core/error.hpp"
#include "engine/core/sha256.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/input.hpp"

namespace machi {
namespace {

constexpr std::uint64_t piece_bytes = std::uint64_t{1} << 20;
constexpr std::uint64_t largest_row_bytes = std::uint64_t{1} << 30;

// A number or fixed string as it is hashed: little-endian, whatever the file has.
Handle hashed_type(hid_t type, const std::string& where) {
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
    case H5T_FLOAT:
    case H5T_ENUM: {
      Handle same(H5Tcopy(type), H5Tclose);
      if (H5Tget_class(type) == H5T_ENUM) same = Handle(H5Tget_super(type), H5Tclose);
      H5Tset_order(same.get(), H5T_ORDER_LE);
      return same;
    }
    case H5T_STRING:
      if (H5Tis_variable_str(type) <= 0) return {H5Tcopy(type), H5Tclose};
      [[fallthrough]];
    default:
      throw InputError(where, "has a type that digests do not know. Name a file that machi wrote");
  }
}

std::string type_text(hid_t type) {
  const H5T_class_t kind = H5Tget_class(type);
  const char letter = kind == H5T_FLOAT                   ? 'f'
                      : kind == H5T_STRING                ? 's'
                      : H5Tget_sign(type) == H5T_SGN_NONE ? 'u'
                                                          : 'i';
  return fmt::format("{}{}", letter, H5Tget_size(type));
}

std::vector<hsize_t> lengths_of(hid_t space) {
  std::vector<hsize_t> lengths(static_cast<std::size_t>(std::max(H5Sget_simple_extent_ndims(space), 0)));
  if (!lengths.empty()) H5Sget_simple_extent_dims(space, lengths.data(), nullptr);
  return lengths;
}

void add_header(Sha256& sha, std::string_view kind, std::string_view name, hid_t type,
                const std::vector<hsize_t>& lengths) {
  sha.add(fmt::format("{} {} {}", kind, name, type_text(type)));
  for (const hsize_t length : lengths) sha.add(fmt::format(" {}", length));
  sha.add("\n");
}

void add_attribute(Sha256& sha, hid_t object, const std::string& name, const std::string& where) {
  const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose);
  const Handle stored(H5Aget_type(attribute.get()), H5Tclose);
  const Handle type = hashed_type(stored.get(), where + "@" + name);
  const Handle space(H5Aget_space(attribute.get()), H5Sclose);
  add_header(sha, "attribute", name, type.get(), lengths_of(space.get()));
  std::vector<std::byte> value(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.get())) *
                               H5Tget_size(type.get()));
  if (H5Aread(attribute.get(), type.get(), value.data()) < 0)
    throw InputError(where + "@" + name, "cannot be read (damaged). Make the file again");
  sha.add(value);
}

void add_attributes(Sha256& sha, hid_t object, const std::string& where) {
  std::vector<std::string> names;
  const auto visit = [](hid_t, const char* name, const H5A_info_t*, void* to) -> herr_t {
    static_cast<std::vector<std::string>*>(to)->emplace_back(name);
    return 0;
  };
  H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, visit, &names);
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) add_attribute(sha, object, name, where);
}

void add_values(Sha256& sha, hid_t dataset, hid_t type, const std::vector<hsize_t>& lengths, const std::string& where) {
  std::uint64_t row_bytes = H5Tget_size(type);
  for (std::size_t axis = 1; axis < lengths.size(); ++axis) row_bytes *= lengths[axis];
  if (row_bytes == 0 || lengths.empty()) return;
  if (row_bytes > largest_row_bytes)
    throw InputError(where, "has rows of absurd length (damaged). Make the file again");
  const Handle space(H5Dget_space(dataset), H5Sclose);
  std::vector<hsize_t> start(lengths.size(), 0);
  std::vector<hsize_t> count = lengths;
  std::vector<std::byte> piece;
  const std::uint64_t piece_rows = std::max<std::uint64_t>(piece_bytes / row_bytes, 1);
  for (start[0] = 0; start[0] < lengths[0]; start[0] += count[0]) {
    count[0] = std::min<hsize_t>(piece_rows, lengths[0] - start[0]);
    H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
    const Handle memory(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose);
    piece.resize(count[0] * row_bytes);
    if (H5Dread(dataset, type, memory.get(), space.get(), H5P_DEFAULT, piece.data()) < 0)
      throw InputError(where, "cannot be read (truncated or damaged). Make the file again");
    sha.add(piece);
  }
}

ObjectDigest digest_object(hid_t file, const std::string& file_path, const std::string& name) {
  const std::string where = file_path + ":" + name;
  Sha256 sha;
  const Handle object(H5Oopen(file, name.c_str(), H5P_DEFAULT), H5Oclose);
  if (!object.valid()) throw InputError(where, "cannot be opened (damaged). Make the file again");
  if (H5Iget_type(object.get()) == H5I_DATASET) {
    const Handle stored(H5Dget_type(object.get()), H5Tclose);
    const Handle type = hashed_type(stored.get(), where);
    const Handle space(H5Dget_space(object.get()), H5Sclose);
    const std::vector<hsize_t> lengths = lengths_of(space.get());
    add_header(sha, "dataset", name, type.get(), lengths);
    add_values(sha, object.get(), type.get(), lengths, where);
  } else {
    sha.add("group " + name + "\n");
  }
  add_attributes(sha, object.get(), where);
  return {name, sha.hex()};
}

std::vector<std::string> object_names(hid_t file, const std::string& path) {
  std::vector<std::string> names;
  const auto visit = [](hid_t, const char* name, const H5O_info_t*, void* to) -> herr_t {
    static_cast<std::vector<std::string>*>(to)->push_back(std::strcmp(name, ".") == 0 ? "/" : fmt::format("/{}", name));
    return 0;
  };
  if (H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, visit, &names, H5O_INFO_BASIC) < 0)
    throw InputError(path, "is truncated or damaged. Make it again");
  std::erase_if(names, [](const std::string& name) { return (name + "/").find("/provenance/") != std::string::npos; });
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::vector<ObjectDigest> digest_objects(const std::string& path) {
  static_cast<void>(H5Input(path));  // says what is wrong with a file that is none of ours
  const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file.valid()) throw InputError(path, "is truncated or damaged. Make it again");
  std::vector<ObjectDigest> digests;
  for (const std::string& name : object_names(file.get(), path))
    digests.push_back(digest_object(file.get(), path, name));
  return digests;
}

std::string digest_of(const std::vector<ObjectDigest>& objects) {
  Sha256 sha;
  for (const ObjectDigest& object : objects) sha.add(object.hex + "  " + object.path + "\n");
  return sha.hex();
}

std::string digest_file(const std::string& path) {
  return digest_of(digest_objects(path));
}

}  // namespace machi
