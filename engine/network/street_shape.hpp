/// \file  The shape of a street from the chain of cells along its middle.
#pragma once

#include <vector>

namespace machi {

/// A point in cells, cell centres at halves.
struct CellPoint {
  double x{0};
  double y{0};
};

/// Replaces the end of a chain that leads to a node elsewhere: what lies within the node's distance of the chain's end
/// (at most half of the chain) goes, and the node comes last; so the street bends gently instead of at its last cell.
void lead_to_node(std::vector<CellPoint>& chain, CellPoint node);

/// Moves every inner point towards the mean of its neighbours (weights 1 2 1, four times): takes the steps of the cells
/// out of the chain and leaves its ends.
void smooth_chain(std::vector<CellPoint>& chain);

/// Keeps as few points as describe the chain within `tolerance` cells (Douglas and Peucker 1973); ends stay.
std::vector<CellPoint> simplify_chain(const std::vector<CellPoint>& chain, double tolerance);

}  // namespace machi
