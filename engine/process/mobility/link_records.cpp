#include "engine/process/mobility/link_records.hpp"

#include <algorithm>
#include <tuple>

namespace machi {

void unite_records(std::vector<LinkRecord>& records) {
  const auto key = [](const LinkRecord& record) { return std::tie(record.link, record.bin); };
  std::sort(records.begin(), records.end(), [&](const LinkRecord& a, const LinkRecord& b) { return key(a) < key(b); });
  std::size_t kept = 0;
  for (std::size_t k = 0; k < records.size(); ++k) {
    if (kept > 0 && key(records[kept - 1]) == key(records[k])) {
      records[kept - 1].add(records[k]);
    } else {
      records[kept++] = records[k];
    }
  }
  records.resize(kept);
}

}  // namespace machi
