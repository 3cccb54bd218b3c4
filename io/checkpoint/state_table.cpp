#include "io/checkpoint/state_table.hpp"

#include <cstring>

namespace machi {
namespace {

// Copies `size` bytes each, from one place to the next `from_step` bytes on.
template <std::size_t size>
void copy_each(const std::byte* from, std::size_t from_step, std::byte* to, std::size_t to_step, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) std::memcpy(to + i * to_step, from + i * from_step, size);
}

void copy_each(const std::byte* from, std::size_t from_step, std::byte* to, std::size_t to_step, std::size_t count,
               std::size_t size) {
  switch (size) {
    case 1:
      return copy_each<1>(from, from_step, to, to_step, count);
    case 2:
      return copy_each<2>(from, from_step, to, to_step, count);
    case 4:
      return copy_each<4>(from, from_step, to, to_step, count);
    case 8:
      return copy_each<8>(from, from_step, to, to_step, count);
    default:
      for (std::size_t i = 0; i < count; ++i) std::memcpy(to + i * to_step, from + i * from_step, size);
  }
}

class TableWriter final : public StateTable {
 public:
  TableWriter(H5Output& file, std::string group, std::span<const std::byte> rows, std::size_t row_size)
      : file_(file), group_(std::move(group)), rows_(rows), row_size_(row_size) {}

  void column(const StateColumn& column) const override {
    const std::size_t size = column.numbers * size_of(column.element);
    const std::size_t count = rows_.size() / row_size_;
    std::vector<std::byte> bytes(count * size);
    if (count > 0) copy_each(rows_.data() + column.offset, row_size_, bytes.data(), size, count, size);
    ColumnMeta meta{column.unit, column.description, "row"};
    if (column.numbers > 1) meta.row_shape = {column.numbers};
    file_.write_bytes(group_ + "/" + column.name, column.element, bytes, meta);
  }

 private:
  H5Output& file_;
  std::string group_;
  std::span<const std::byte> rows_;
  std::size_t row_size_;
};

class TableReader final : public StateTable {
 public:
  TableReader(const H5Input& file, std::string group, std::span<std::byte> rows, std::size_t row_size, RowRange range)
      : file_(file), group_(std::move(group)), rows_(rows), row_size_(row_size), range_(range) {}

  void column(const StateColumn& column) const override {
    const std::string path = group_ + "/" + column.name;
    const std::size_t size = column.numbers * size_of(column.element);
    const std::size_t count = rows_.size() / row_size_;
    const std::vector<std::byte> bytes = file_.read_bytes(path, column.element, range_);
    if (bytes.size() != count * size) throw InputError(file_.path(), path + " is too short. Use another checkpoint");
    if (column.element == Element::f32) check_reals<float>(path, bytes, column.reals);
    if (column.element == Element::f64) check_reals<double>(path, bytes, column.reals);
    if (count > 0) copy_each(bytes.data(), size, rows_.data() + column.offset, row_size_, count, size);
  }

 private:
  template <class Real>
  void check_reals(const std::string& path, const std::vector<std::byte>& bytes, Reals reals) const {
    check_numbers(file_.path(), path,
                  std::span(reinterpret_cast<const Real*>(bytes.data()), bytes.size() / sizeof(Real)), reals);
  }

  const H5Input& file_;
  std::string group_;
  std::span<std::byte> rows_;
  std::size_t row_size_;
  RowRange range_;
};

}  // namespace

std::unique_ptr<StateTable> table_writer(H5Output& file, std::string group, std::span<const std::byte> rows,
                                         std::size_t row_size) {
  return std::make_unique<TableWriter>(file, std::move(group), rows, row_size);
}

std::unique_ptr<StateTable> table_reader(const H5Input& file, std::string group, std::span<std::byte> rows,
                                         std::size_t row_size, RowRange range) {
  return std::make_unique<TableReader>(file, std::move(group), rows, row_size, range);
}

}  // namespace machi
