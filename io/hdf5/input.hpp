/// \file  Reading an HDF5 file: columns whole or in slices, strings and attributes. Each rank opens the file itself.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/model/city.hpp"
#include "io/hdf5/element.hpp"

namespace machi {

/// Rows [first, first + count) of a dataset; by default all.
struct RowRange {
  std::uint64_t first{0};
  std::uint64_t count{UINT64_MAX};
};

/// All functions throw InputError, which names the file and the dataset, where the file does not hold what is asked
/// for. Not thread-safe (HDF5 is not).
class H5Input {
 public:
  /// `group`: what "/" stands for, as "/mobility"; empty: the file. Throws where there is none such.
  explicit H5Input(std::string path, std::string group = {});
  ~H5Input();
  H5Input(H5Input&&) noexcept;

  const std::string& path() const { return path_; }
  bool has(const std::string& object) const;
  bool is_group(const std::string& object) const;
  /// Lengths of all axes.
  std::vector<std::uint64_t> shape(const std::string& dataset) const;
  std::uint64_t rows(const std::string& dataset) const { return shape(dataset).at(0); }
  /// What numbers an object holds; empty where it is no dataset of numbers of ours.
  std::optional<Element> element(const std::string& object) const;
  /// Names of the groups and datasets in a group, sorted.
  std::vector<std::string> children(const std::string& group) const;

  /// Rows of a dataset of just this type; rows of more than one axis end to end. A range that leaves the dataset is
  /// cut at its end.
  template <class T>
  std::vector<T> read(const std::string& dataset, RowRange range = {}) const {
    std::vector<T> values(elements(dataset, element_of<T>(), range));
    read_into(dataset, element_of<T>(), range, std::as_writable_bytes(std::span(values)));
    return values;
  }
  /// The same of numbers whose type is known at run time only.
  std::vector<std::byte> read_bytes(const std::string& dataset, Element element, RowRange range) const;
  /// Strings written by H5Output::write_strings.
  StringTable read_strings(const std::string& dataset, RowRange range = {}) const;
  std::vector<std::string> read_string_list(const std::string& dataset) const;
  /// Offsets of the rows of `range`, count + 1 of them, as in the file (not rebased).
  std::vector<std::uint64_t> read_offsets(const std::string& dataset, RowRange range = {}) const;

  std::string text_attribute(const std::string& object, const std::string& name) const;
  std::int64_t integer_attribute(const std::string& object, const std::string& name) const;
  double number_attribute(const std::string& object, const std::string& name) const;
  bool has_attribute(const std::string& object, const std::string& name) const;

 private:
  struct File;
  std::uint64_t elements(const std::string& dataset, Element element, RowRange range) const;
  void read_into(const std::string& dataset, Element element, RowRange range, std::span<std::byte> into) const;
  [[noreturn]] void fail(const std::string& object, const std::string& problem) const;
  /// The name from the root of the file.
  std::string full(const std::string& object) const {
    return object == "/" && !group_.empty() ? group_ : group_ + object;
  }

  std::string path_;
  std::string group_;
  std::unique_ptr<File> file_;
};

}  // namespace machi
