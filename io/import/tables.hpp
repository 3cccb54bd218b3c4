/// \file  From records on any rank to the city's tables in leaf order on the ranks that own the leaves.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/model/city.hpp"
#include "engine/model/import_report.hpp"
#include "io/import/collect.hpp"

namespace machi {

/// What one file gave.
struct FileYield {
  std::uint32_t file{0};
  RecordBuffer records;
  std::array<KeyTable, theme_count> keys;
  ImportReport report;
};

/// Makes attribute keys the same on all ranks: sorted by path, and renumbers the records. Collective.
/// Fills layers[theme].attributes.keys, key_code_space and key_unit.
void unify_keys(const Comm& comm, std::vector<FileYield>& yields, City& city);

/// Leaves out second copies: a building whose gml:id stands in a later file too (a tile given twice, two editions of
/// one tile), another feature whose id and geometry stand in a later file too, and one without id that a later file
/// repeats word for word. The later file in the order of the inputs wins; each loss is counted as a repair of the
/// earlier file. Collective.
void drop_copies(const Comm& comm, std::vector<FileYield>& yields);

/// Sends every record to the owner of its leaf and builds the layers there, rows ordered by (leaf, id, file, line),
/// with the typed columns of buildings, roads and land use. Collective. `yields` is emptied.
void build_layers(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, std::vector<FileYield>& yields,
                  City& city);

/// Adds the reports of all files on all ranks, in the order of the files; complete on the first rank. Collective.
ImportReport merge_reports(const Comm& comm, const std::vector<FileYield>& yields);

}  // namespace machi
