/// \file  Which part of a file with people each rank keeps, where all ranks read the whole of it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string_view>

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

}  // namespace machi
