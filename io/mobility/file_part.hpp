/// \file  Which part of a file with people each rank keeps, where all ranks read the whole of it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engine/comm/comm.hpp"
#include "engine/model/read_report.hpp"

namespace machi {

/// Contiguous runs of rows, the lower ones on the lower ranks.
struct FilePart {
  std::uint64_t rank{0};
  std::uint64_t ranks{1};
  std::uint64_t rows{1};  ///< of the file, about: where there are more, the last rank has them

  bool keeps(std::uint64_t row) const { return std::min(ranks - 1, row * ranks / rows) == rank; }
  /// Whether this rank looks for a second one of this name, or at this row; of all ranks one does.
  bool checks(std::string_view name) const { return checks(std::hash<std::string_view>()(name)); }
  bool checks(std::uint64_t row) const { return row % ranks == rank; }
};

/// Parts of about as many elements; `element` is "person", say. They are counted by their tags in the bytes: what is
/// counted too many or too few, in comments or other encodings, makes parts uneven and nothing else. Throws InputError
/// on all ranks. Collective.
FilePart part_of_file(const Comm& comm, const std::string& path, const std::string& element);

/// What ranks say of their parts as one, in rank order. Collective.
ReadReport united_report(const Comm& comm, const ReadReport& mine);

}  // namespace machi
